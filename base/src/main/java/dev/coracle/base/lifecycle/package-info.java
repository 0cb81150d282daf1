/** Starting in order, and stopping in the opposite order. */
@NullMarked
package dev.coracle.base.lifecycle;

import org.jspecify.annotations.NullMarked;
