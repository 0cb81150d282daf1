/** What a checkpoint is on disk: its files, and what it says of itself. */
@NullMarked
package dev.coracle.store.checkpoint;

import org.jspecify.annotations.NullMarked;
