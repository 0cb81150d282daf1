/** The rules of node.k8s.io. */
@NullMarked
package dev.coracle.apiserver.resource.node;

import org.jspecify.annotations.NullMarked;
