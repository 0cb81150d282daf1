/** A node's registration, status and lease. */
@NullMarked
package dev.coracle.kubelet.node;

import org.jspecify.annotations.NullMarked;
