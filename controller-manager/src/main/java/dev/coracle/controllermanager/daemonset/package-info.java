/** DaemonSets: one pod on each node that should have one. */
@NullMarked
package dev.coracle.controllermanager.daemonset;

import org.jspecify.annotations.NullMarked;
