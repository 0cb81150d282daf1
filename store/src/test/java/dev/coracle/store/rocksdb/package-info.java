/** What the disk engine does when files are torn, damaged, old, or the disk is full. */
@NullMarked
package dev.coracle.store.rocksdb;

import org.jspecify.annotations.NullMarked;
