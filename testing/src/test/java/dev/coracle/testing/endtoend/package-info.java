/** The whole cluster, as processes, used by plain kubectl. */
@NullMarked
package dev.coracle.testing.endtoend;

import org.jspecify.annotations.NullMarked;
