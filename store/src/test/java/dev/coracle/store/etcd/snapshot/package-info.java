/** Snapshots, and hostile ones. */
@NullMarked
package dev.coracle.store.etcd.snapshot;

import org.jspecify.annotations.NullMarked;
