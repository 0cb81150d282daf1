/** kube-scheduler: the process, its loop, and what it asks of the API server. */
@NullMarked
package dev.coracle.scheduler;

import org.jspecify.annotations.NullMarked;
