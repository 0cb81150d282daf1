/** The cluster for tests, as its users would use it. */
@NullMarked
package dev.coracle.testing.cluster;

import org.jspecify.annotations.NullMarked;
