/** The store's history as etcd writes it down: its hash, a snapshot for a client, and the way back from a snapshot to a data folder. */
@NullMarked
package dev.coracle.store.etcd.snapshot;

import org.jspecify.annotations.NullMarked;
