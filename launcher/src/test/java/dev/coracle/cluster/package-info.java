@NullMarked
package dev.coracle.cluster;

import org.jspecify.annotations.NullMarked;
