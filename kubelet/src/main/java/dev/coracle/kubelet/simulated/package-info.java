/** A runtime that runs nothing and behaves as if: commands are understood, not executed. */
@NullMarked
package dev.coracle.kubelet.simulated;

import org.jspecify.annotations.NullMarked;
