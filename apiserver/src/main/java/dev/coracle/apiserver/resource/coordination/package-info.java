/** The rules of coordination.k8s.io. */
@NullMarked
package dev.coracle.apiserver.resource.coordination;

import org.jspecify.annotations.NullMarked;
