/** What clients asked and heard, and when. */
@NullMarked
package dev.coracle.store.robustness.history;

import org.jspecify.annotations.NullMarked;
