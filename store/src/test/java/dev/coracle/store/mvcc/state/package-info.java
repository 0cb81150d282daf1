/** The store's values, by themselves. */
@NullMarked
package dev.coracle.store.mvcc.state;

import org.jspecify.annotations.NullMarked;
