/** The disk engine: RocksDB behind the backend's port. No other package knows of it. */
@NullMarked
package dev.coracle.store.rocksdb;

import org.jspecify.annotations.NullMarked;
