/** Tells authors of policies what is wrong with the types of their expressions, in the policies' status; it never alters what a policy does. */
@NullMarked
package dev.coracle.apiserver.admission.typecheck;

import org.jspecify.annotations.NullMarked;
