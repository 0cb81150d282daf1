/** {@code coracle snapshot}: whole states of a cluster, kept until they are wanted. */
@NullMarked
package dev.coracle.cli.past.snapshot;

import org.jspecify.annotations.NullMarked;
