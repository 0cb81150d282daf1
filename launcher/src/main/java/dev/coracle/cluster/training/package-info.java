/** The runs from which the AOT caches of the distribution are made. */
@NullMarked
package dev.coracle.cluster.training;

import org.jspecify.annotations.NullMarked;
