/** The commands about a cluster's past: snapshots, forks, rewinding, history. */
@NullMarked
package dev.coracle.cli.past;

import org.jspecify.annotations.NullMarked;
