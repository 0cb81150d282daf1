/** bbolt's file format, in which etcd keeps its data and hands out snapshots: written from sorted data, and read with suspicion. */
@NullMarked
package dev.coracle.store.etcd.bolt;

import org.jspecify.annotations.NullMarked;
