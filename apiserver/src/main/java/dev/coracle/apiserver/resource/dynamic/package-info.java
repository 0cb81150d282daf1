/** The rules of resource.k8s.io: devices and the claims on them. */
@NullMarked
package dev.coracle.apiserver.resource.dynamic;

import org.jspecify.annotations.NullMarked;
