/** Admission by expressions that administrators write: which policies apply to a request, and what follows from them. */
@NullMarked
package dev.coracle.apiserver.admission.policy;

import org.jspecify.annotations.NullMarked;
