/** Choosing a node for a pod, or the pods that must go: pure functions of the cluster's state. */
@NullMarked
package dev.coracle.scheduler.decide;

import org.jspecify.annotations.NullMarked;
