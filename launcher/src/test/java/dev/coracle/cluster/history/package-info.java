@NullMarked
package dev.coracle.cluster.history;

import org.jspecify.annotations.NullMarked;
