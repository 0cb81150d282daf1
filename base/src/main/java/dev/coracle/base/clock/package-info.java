/** Time as a value that can be handed over: everything in Coracle that waits, waits on a {@link Clock}. */
@NullMarked
package dev.coracle.base.clock;

import org.jspecify.annotations.NullMarked;
