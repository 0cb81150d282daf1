package dev.coracle.scheduler.model;

import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.Map;

/**
 * How evenly pods are to lie over the values of a node label.
 *
 * @param hard      DoNotSchedule: rules nodes out; otherwise only a preference
 * @param selfMatch whether the pod itself counts
 * @param byDefault of the cluster, not of the pod: a node without the label is scored by the other constraints
 */
public record SpreadConstraint(String topologyKey, int maxSkew, int minDomains, boolean hard, LabelMatch pods,
        boolean selfMatch, boolean honorAffinity, boolean honorTaints, boolean byDefault) {

    static SpreadConstraint of(TopologySpreadConstraint c, Map<String, String> labels) {
        LabelMatch pods = LabelMatch.of(c.getLabelSelector());
        for (String key : c.getMatchLabelKeys()) {
            boolean merged = c.getLabelSelector() != null && c.getLabelSelector().getMatchExpressions().stream()
                    .anyMatch(e -> e.getKey().equals(key));
            pods = merged ? pods : AffinityTerm.withKey(pods, labels, key, true);
        }
        return new SpreadConstraint(c.getTopologyKey(), c.getMaxSkew() == null ? 1 : c.getMaxSkew(),
                c.getMinDomains() == null ? 1 : c.getMinDomains(), !"ScheduleAnyway".equals(c.getWhenUnsatisfiable()),
                pods, pods.matches(labels), !"Ignore".equals(c.getNodeAffinityPolicy()),
                "Honor".equals(c.getNodeTaintsPolicy()), false);
    }

    /** One of the cluster's defaults, for a pod that has none of its own. */
    static SpreadConstraint preferred(String topologyKey, int maxSkew, LabelMatch pods) {
        return new SpreadConstraint(topologyKey, maxSkew, 1, false, pods, true, true, false, true);
    }
}
