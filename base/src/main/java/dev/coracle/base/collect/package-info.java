/** Collections that share structure between versions, so that a snapshot costs nothing. */
@NullMarked
package dev.coracle.base.collect;

import org.jspecify.annotations.NullMarked;
