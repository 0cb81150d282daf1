/** Counters, gauges and histograms, and their text form. */
@NullMarked
package dev.coracle.base.metrics;

import org.jspecify.annotations.NullMarked;
