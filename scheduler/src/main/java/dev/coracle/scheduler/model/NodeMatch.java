package dev.coracle.scheduler.model;

import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A node selector term, compiled: labels and the node's name. An empty term matches no node. */
public record NodeMatch(LabelMatch labels, LabelMatch fields) {

    private static final String NAME = "metadata.name";

    public static NodeMatch of(NodeSelectorTerm term) {
        if (term.getMatchExpressions().isEmpty() && term.getMatchFields().isEmpty()) {
            return new NodeMatch(LabelMatch.NOTHING, LabelMatch.NOTHING);
        }
        return new NodeMatch(compile(term.getMatchExpressions()), compile(term.getMatchFields()));
    }

    private static LabelMatch compile(List<NodeSelectorRequirement> requirements) {
        List<LabelMatch.Requirement> all = new ArrayList<>();
        for (NodeSelectorRequirement r : requirements) {
            all.add(new LabelMatch.Requirement(r.getKey(), LabelMatch.operator(r.getOperator()),
                    Set.copyOf(r.getValues())));
        }
        return new LabelMatch(all);
    }

    public boolean matches(NodeInfo node) {
        if (!labels.matches(node.labels())) {
            return false;
        }
        for (LabelMatch.Requirement r : fields.requirements()) {
            if (!r.matches(r.key().equals(NAME) ? node.name() : null)) {
                return false;
            }
        }
        return true;
    }

    /** A preferred term and what it is worth. */
    public record Weighted(NodeMatch term, int weight) {}
}
