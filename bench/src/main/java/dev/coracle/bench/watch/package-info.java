/** Many watches, read by one thread, each on a connection of its own or as streams of a few. */
@NullMarked
package dev.coracle.bench.watch;

import org.jspecify.annotations.NullMarked;
