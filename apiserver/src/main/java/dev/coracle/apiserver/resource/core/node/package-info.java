/** Nodes. */
@NullMarked
package dev.coracle.apiserver.resource.core.node;

import org.jspecify.annotations.NullMarked;
