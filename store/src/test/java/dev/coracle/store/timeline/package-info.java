/** Checkpoints, forks, rewinds. */
@NullMarked
package dev.coracle.store.timeline;

import org.jspecify.annotations.NullMarked;
