/** Where the bytes lie: on the heap, or on disk. */
@NullMarked
package dev.coracle.store.backend;

import org.jspecify.annotations.NullMarked;
