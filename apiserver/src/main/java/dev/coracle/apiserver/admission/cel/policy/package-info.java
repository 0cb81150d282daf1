/** Admission policies: their conditions, their variables, and what they say of an object. */
@NullMarked
package dev.coracle.apiserver.admission.cel.policy;

import org.jspecify.annotations.NullMarked;
