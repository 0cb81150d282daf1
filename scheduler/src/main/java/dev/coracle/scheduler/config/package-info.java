/** KubeSchedulerConfiguration and the flags of kube-scheduler. */
@NullMarked
package dev.coracle.scheduler.config;

import org.jspecify.annotations.NullMarked;
