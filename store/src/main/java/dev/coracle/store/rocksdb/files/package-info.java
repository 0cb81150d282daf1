/** What lies on disk: the folder and its lock, the logs, which are checked before RocksDB reads them, and RocksDB's own code. */
@NullMarked
package dev.coracle.store.rocksdb.files;

import org.jspecify.annotations.NullMarked;
