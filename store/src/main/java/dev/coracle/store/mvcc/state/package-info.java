/** What the store is at one moment and what became of it from one to the next: immutable values, which all may hold. */
@NullMarked
package dev.coracle.store.mvcc.state;

import org.jspecify.annotations.NullMarked;
