/** A cluster on this machine: its folder, its processes, how they come up, how they go down. */
@NullMarked
package dev.coracle.cluster;

import org.jspecify.annotations.NullMarked;
