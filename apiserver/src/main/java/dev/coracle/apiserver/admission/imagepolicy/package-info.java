/** Asking a webhook whether pods may run their images. Source: imagepolicy.k8s.io/v1alpha1. */
@NullMarked
package dev.coracle.apiserver.admission.imagepolicy;

import org.jspecify.annotations.NullMarked;
