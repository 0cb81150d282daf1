/** Watches over nodes: which are silent, which taints they bear, which pods must leave them. */
@NullMarked
package dev.coracle.controllermanager.node;

import org.jspecify.annotations.NullMarked;
