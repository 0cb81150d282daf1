/** The processes that make a cluster: their command lines, how they are started, found again and asked for their health. */
@NullMarked
package dev.coracle.cluster.component;

import org.jspecify.annotations.NullMarked;
