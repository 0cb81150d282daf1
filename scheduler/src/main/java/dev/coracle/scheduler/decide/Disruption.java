package dev.coracle.scheduler.decide;

import dev.coracle.scheduler.model.LabelMatch;

/**
 * A PodDisruptionBudget, as preemption looks at it.
 *
 * @param allowed how many more of its pods may be disrupted now
 */
public record Disruption(String namespace, LabelMatch pods, int allowed) {}
