/** The rules of admissionregistration.k8s.io: webhooks and policies. */
@NullMarked
package dev.coracle.apiserver.resource.admissionregistration;

import org.jspecify.annotations.NullMarked;
