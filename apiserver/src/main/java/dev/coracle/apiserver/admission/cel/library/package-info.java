/** The functions that Kubernetes adds to CEL: lists, quantities, addresses, versions, formats, questions to the authorizer. */
@NullMarked
package dev.coracle.apiserver.admission.cel.library;

import org.jspecify.annotations.NullMarked;
