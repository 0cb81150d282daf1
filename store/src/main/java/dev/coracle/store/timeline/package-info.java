/** A store's past and other futures: checkpoints, forks, rewinds. */
@NullMarked
package dev.coracle.store.timeline;

import org.jspecify.annotations.NullMarked;
