/** Servers that are killed, and disks that lose what was not synced. */
@NullMarked
package dev.coracle.store.robustness.fault;

import org.jspecify.annotations.NullMarked;
