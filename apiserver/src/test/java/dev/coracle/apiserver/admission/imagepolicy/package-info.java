/** Pods whose images a webhook is asked about. */
@NullMarked
package dev.coracle.apiserver.admission.imagepolicy;

import org.jspecify.annotations.NullMarked;
