/** The cluster as the scheduler sees it: nodes in columns, and the pods on them, assumed ones too. */
@NullMarked
package dev.coracle.scheduler.cluster;

import org.jspecify.annotations.NullMarked;
