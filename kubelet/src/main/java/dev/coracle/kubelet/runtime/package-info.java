/** The port to what really runs containers; a simulated runtime now, a CRI runtime later. */
@NullMarked
package dev.coracle.kubelet.runtime;

import org.jspecify.annotations.NullMarked;
