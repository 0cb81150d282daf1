/** Lifetimes that keys hang on, over revisions. */
@NullMarked
package dev.coracle.store.mvcc.lease;

import org.jspecify.annotations.NullMarked;
