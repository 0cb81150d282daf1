/** Whether watches heard what was written: all of it, once, in order. */
@NullMarked
package dev.coracle.store.robustness.watching;

import org.jspecify.annotations.NullMarked;
