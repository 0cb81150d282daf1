/** What all kinds that make pods have in common. */
@NullMarked
package dev.coracle.apiserver.resource.workload;

import org.jspecify.annotations.NullMarked;
