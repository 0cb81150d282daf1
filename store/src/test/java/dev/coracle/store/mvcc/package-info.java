/** The store's core against fakes, a model, and both engines. */
@NullMarked
package dev.coracle.store.mvcc;

import org.jspecify.annotations.NullMarked;
