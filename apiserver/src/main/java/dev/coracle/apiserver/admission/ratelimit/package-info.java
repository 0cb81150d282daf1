/** Bounds on how many events may be written in a time. */
@NullMarked
package dev.coracle.apiserver.admission.ratelimit;

import org.jspecify.annotations.NullMarked;
