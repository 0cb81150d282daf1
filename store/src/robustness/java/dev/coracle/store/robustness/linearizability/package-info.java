/** Whether there is an order in which one client at a time would have got the same answers. */
@NullMarked
package dev.coracle.store.robustness.linearizability;

import org.jspecify.annotations.NullMarked;
