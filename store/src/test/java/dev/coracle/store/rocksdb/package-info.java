/** What is on disk. */
@NullMarked
package dev.coracle.store.rocksdb;

import org.jspecify.annotations.NullMarked;
