/** What checkpoints and forks of a store cost, and what writers see of them. */
@NullMarked
package dev.coracle.bench.timeline;

import org.jspecify.annotations.NullMarked;
