/** Revisions over bytes: every write makes a new one, and the old ones can be read until they are compacted. */
@NullMarked
package dev.coracle.store.mvcc;

import org.jspecify.annotations.NullMarked;
