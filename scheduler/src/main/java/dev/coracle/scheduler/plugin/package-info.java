/** What rules a node out and what makes one better than another, in the names of kube-scheduler's plugins. */
@NullMarked
package dev.coracle.scheduler.plugin;

import org.jspecify.annotations.NullMarked;
