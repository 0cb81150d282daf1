/** Pods out of templates, and the history of templates. */
@NullMarked
package dev.coracle.controllermanager.workload.revision;

import org.jspecify.annotations.NullMarked;
