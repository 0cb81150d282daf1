/** What the workload controllers share: pods from templates, adoption, slow start, revisions, rollout arithmetic. */
@NullMarked
package dev.coracle.controllermanager.workload;

import org.jspecify.annotations.NullMarked;
