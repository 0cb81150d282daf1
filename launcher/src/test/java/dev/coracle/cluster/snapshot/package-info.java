@NullMarked
package dev.coracle.cluster.snapshot;

import org.jspecify.annotations.NullMarked;
