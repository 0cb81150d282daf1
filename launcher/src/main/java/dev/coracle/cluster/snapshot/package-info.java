/** Snapshots of a cluster: where they lie, what they hold, which are kept, and where a cluster comes from. */
@NullMarked
package dev.coracle.cluster.snapshot;

import org.jspecify.annotations.NullMarked;
