package dev.coracle.scheduler.model;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A term of pod affinity or anti-affinity: which pods, and the label of nodes within whose value they count.
 *
 * @param namespaceSelector empty list of requirements selects every namespace; {@link LabelMatch#NOTHING} none
 */
public record AffinityTerm(String topologyKey, Set<String> namespaces, LabelMatch namespaceSelector,
        LabelMatch pods) {

    /** A preferred term; negative for anti-affinity. */
    public record Weighted(AffinityTerm term, int weight) {}

    static AffinityTerm of(PodAffinityTerm term, String namespace, Map<String, String> podLabels) {
        LabelMatch pods = LabelMatch.of(term.getLabelSelector());
        for (String key : term.getMatchLabelKeys()) {
            pods = alreadyIn(term.getLabelSelector(), key) ? pods : withKey(pods, podLabels, key, true);
        }
        for (String key : term.getMismatchLabelKeys()) {
            pods = alreadyIn(term.getLabelSelector(), key) ? pods : withKey(pods, podLabels, key, false);
        }
        LabelMatch selector = LabelMatch.of(term.getNamespaceSelector());
        Set<String> namespaces = term.getNamespaces().isEmpty() && term.getNamespaceSelector() == null
                ? Set.of(namespace)
                : Set.copyOf(term.getNamespaces());
        return new AffinityTerm(term.getTopologyKey(), namespaces, selector, pods);
    }

    /** The API server merges these keys into the selector when it is a current one; then there is nothing to add. */
    private static boolean alreadyIn(@Nullable LabelSelector selector, String key) {
        return selector != null && selector.getMatchExpressions().stream().anyMatch(e -> e.getKey().equals(key));
    }

    static LabelMatch withKey(LabelMatch pods, Map<String, String> labels, String key, boolean same) {
        String value = labels.get(key);
        return value == null
                ? pods
                : pods.and(new LabelMatch(List.of(new LabelMatch.Requirement(key,
                        same ? LabelMatch.Operator.IN : LabelMatch.Operator.NOT_IN, Set.of(value)))));
    }

    /** Whether the term is about {@code pod}. */
    public boolean matches(PodInfo pod, Function<String, Map<String, String>> namespaceLabels) {
        return pods.matches(pod.labels()) && (namespaces.contains(pod.namespace())
                || namespaceSelector != LabelMatch.NOTHING
                        && namespaceSelector.matches(namespaceLabels.apply(pod.namespace())));
    }
}
