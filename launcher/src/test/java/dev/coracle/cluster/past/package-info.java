@NullMarked
package dev.coracle.cluster.past;

import org.jspecify.annotations.NullMarked;
