/** The rules of discovery.k8s.io. */
@NullMarked
package dev.coracle.apiserver.resource.discovery;

import org.jspecify.annotations.NullMarked;
