/** The rules of apiregistration.k8s.io. */
@NullMarked
package dev.coracle.apiserver.resource.apiregistration;

import org.jspecify.annotations.NullMarked;
