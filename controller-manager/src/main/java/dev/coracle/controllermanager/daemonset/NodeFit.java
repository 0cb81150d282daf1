package dev.coracle.controllermanager.daemonset;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.Selectors;
import dev.coracle.controllermanager.workload.TemplateHash;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a daemon's pod belongs on a node: by name, by labels and affinity, by taints. */
final class NodeFit {

    /**
     * The answer.
     *
     * @param run a pod should be there
     * @param stay a pod that is there already may stay: a taint that only keeps new pods away doesn't drive it out
     */
    record Answer(boolean run, boolean stay) {}

    private NodeFit() {}

    /** Asks about {@code spec}, a daemon's pod as it would be created. */
    static Answer of(PodSpec spec, Node node) {
        boolean named = spec.getNodeName() == null || spec.getNodeName().isEmpty()
                || spec.getNodeName().equals(node.getMetadata().getName());
        if (!named || !matches(spec, node)) {
            return new Answer(false, false);
        }
        List<Taint> untolerated = node.getSpec() == null || node.getSpec().getTaints() == null
                ? List.of()
                : node.getSpec().getTaints().stream()
                        .filter(t -> t.getEffect().equals("NoExecute") || t.getEffect().equals("NoSchedule"))
                        .filter(t -> spec.getTolerations().stream().noneMatch(tol -> tolerates(tol, t))).toList();
        return new Answer(untolerated.isEmpty(),
                untolerated.stream().noneMatch(t -> t.getEffect().equals("NoExecute")));
    }

    static boolean tolerates(Toleration toleration, Taint taint) {
        if (!isEmpty(toleration.getEffect()) && !toleration.getEffect().equals(taint.getEffect())) {
            return false;
        }
        if (!isEmpty(toleration.getKey()) && !toleration.getKey().equals(taint.getKey())) {
            return false;
        }
        boolean exists = "Exists".equals(toleration.getOperator());
        return exists || !isEmpty(toleration.getKey())
                && Objects.equals(orEmpty(toleration.getValue()), orEmpty(taint.getValue()));
    }

    private static boolean matches(PodSpec spec, Node node) {
        if (spec.getNodeSelector() != null && !Selectors.contains(Pods.labels(node), spec.getNodeSelector())) {
            return false;
        }
        Optional<NodeSelector> required = Optional.ofNullable(spec.getAffinity()).map(Affinity::getNodeAffinity)
                .map(affinity -> affinity.getRequiredDuringSchedulingIgnoredDuringExecution());
        return required.isEmpty()
                || required.get().getNodeSelectorTerms().stream().anyMatch(term -> matches(term, node));
    }

    /** A term without requirements matches nothing. */
    private static boolean matches(NodeSelectorTerm term, Node node) {
        List<NodeSelectorRequirement> labels = term.getMatchExpressions() == null
                ? List.of()
                : term.getMatchExpressions();
        List<NodeSelectorRequirement> fields = term.getMatchFields() == null ? List.of() : term.getMatchFields();
        Map<String, String> fieldValues = Map.of("metadata.name", node.getMetadata().getName());
        return !(labels.isEmpty() && fields.isEmpty())
                && labels.stream().allMatch(r -> satisfies(r, Pods.labels(node).get(r.getKey())))
                && fields.stream().allMatch(r -> satisfies(r, fieldValues.get(r.getKey())));
    }

    private static boolean satisfies(NodeSelectorRequirement requirement, @Nullable String value) {
        return switch (requirement.getOperator()) {
            case "In" -> value != null && requirement.getValues().contains(value);
            case "NotIn" -> value == null || !requirement.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            case "Gt" -> compare(value, requirement) > 0;
            case "Lt" -> compare(value, requirement) < 0;
            case String other -> throw new IllegalArgumentException("not a node selector operator: " + other);
        };
    }

    /** Zero for what is no number, which is neither greater nor less. */
    private static int compare(@Nullable String value, NodeSelectorRequirement requirement) {
        Optional<Long> has = TemplateHash.number(value);
        Optional<Long> bound = requirement.getValues().stream().findFirst().flatMap(TemplateHash::number);
        return has.isPresent() && bound.isPresent() ? has.get().compareTo(bound.get()) : 0;
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
