/** The watch store, put together. */
@NullMarked
package dev.coracle.store;

import org.jspecify.annotations.NullMarked;
