/** Traffic and faults together, and what must be true after. */
@NullMarked
package dev.coracle.store.robustness.scenario;

import org.jspecify.annotations.NullMarked;
