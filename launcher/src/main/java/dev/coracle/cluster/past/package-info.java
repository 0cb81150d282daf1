/** A cluster's past: its snapshots, where it comes from, and what its API server tells of former revisions. */
@NullMarked
package dev.coracle.cluster.past;

import org.jspecify.annotations.NullMarked;
