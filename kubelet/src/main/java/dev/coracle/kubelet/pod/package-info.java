/** A pod's life on its node: which container to start or stop next, and what to tell of it. */
@NullMarked
package dev.coracle.kubelet.pod;

import org.jspecify.annotations.NullMarked;
