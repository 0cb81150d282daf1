/** Pods and what makes or moves them in the core group: templates, replication controllers, binding, eviction. */
@NullMarked
package dev.coracle.apiserver.resource.core.workload;

import org.jspecify.annotations.NullMarked;
