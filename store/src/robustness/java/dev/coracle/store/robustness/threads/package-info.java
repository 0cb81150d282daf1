/** The structures that threads of one JVM share, without a network between. */
@NullMarked
package dev.coracle.store.robustness.threads;

import org.jspecify.annotations.NullMarked;
