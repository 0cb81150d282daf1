/** Pods that wait for a node: active, backing off, unschedulable. */
@NullMarked
package dev.coracle.scheduler.queue;

import org.jspecify.annotations.NullMarked;
