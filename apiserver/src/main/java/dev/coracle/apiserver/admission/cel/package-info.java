/** Expressions in CEL: admission policies and the rules of CustomResourceDefinitions. Nothing here is loaded until the first expression is. */
@NullMarked
package dev.coracle.apiserver.admission.cel;

import org.jspecify.annotations.NullMarked;
