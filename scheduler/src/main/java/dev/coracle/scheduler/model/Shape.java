package dev.coracle.scheduler.model;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.PodAffinity;
import io.fabric8.kubernetes.api.model.PodAntiAffinity;
import io.fabric8.kubernetes.api.model.PodSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a pod that decides where it may and should go, except what depends on its labels being matched by
 * other pods. Pods of equal shape share the work of filtering and scoring.
 *
 * @param namespace     where the pods are that spreading counts
 * @param nodeMatches   required node affinity: one of them must match; absent when nothing is required
 * @param affinity      required pod affinity
 * @param antiAffinity  required pod anti-affinity
 * @param preferredPods preferred pod affinity, and anti-affinity with negative weight
 * @param matchesOwn    whether the pod itself is what all its required affinity terms look for
 */
public record Shape(String namespace, Requests requests, Requests nonZero, LabelMatch nodeSelector,
        Optional<List<NodeMatch>> nodeMatches, List<NodeMatch.Weighted> preferredNodes,
        List<TaintMatch.Tolerance> tolerations, List<HostPort> ports, List<AffinityTerm> affinity,
        List<AffinityTerm> antiAffinity, List<AffinityTerm.Weighted> preferredPods, boolean matchesOwn,
        List<SpreadConstraint> spread, List<String> images) {

    private static final String HOSTNAME = "kubernetes.io/hostname";
    private static final String ZONE = "topology.kubernetes.io/zone";

    static Shape of(PodSpec spec, String namespace, Map<String, String> labels) {
        Affinity affinity = spec.getAffinity() == null ? new Affinity() : spec.getAffinity();
        Function<io.fabric8.kubernetes.api.model.PodAffinityTerm, AffinityTerm> term = t -> AffinityTerm.of(t,
                namespace, labels);
        PodAffinity pods = affinity.getPodAffinity() == null ? new PodAffinity() : affinity.getPodAffinity();
        PodAntiAffinity anti = affinity.getPodAntiAffinity() == null
                ? new PodAntiAffinity()
                : affinity.getPodAntiAffinity();
        List<AffinityTerm> required = pods.getRequiredDuringSchedulingIgnoredDuringExecution().stream().map(term)
                .toList();
        List<AffinityTerm.Weighted> preferred = new ArrayList<>();
        pods.getPreferredDuringSchedulingIgnoredDuringExecution().forEach(
                w -> preferred.add(new AffinityTerm.Weighted(term.apply(w.getPodAffinityTerm()), w.getWeight())));
        anti.getPreferredDuringSchedulingIgnoredDuringExecution().forEach(
                w -> preferred.add(new AffinityTerm.Weighted(term.apply(w.getPodAffinityTerm()), -w.getWeight())));
        return new Shape(namespace, PodRequests.of(spec), PodRequests.nonZero(spec),
                LabelMatch.labels(spec.getNodeSelector() == null ? Map.of() : spec.getNodeSelector()),
                requiredNodes(affinity.getNodeAffinity()), preferredNodes(affinity.getNodeAffinity()),
                spec.getTolerations().stream().map(TaintMatch.Tolerance::of).toList(), ports(spec), required,
                anti.getRequiredDuringSchedulingIgnoredDuringExecution().stream().map(term).toList(), preferred,
                required.stream().allMatch(t -> t.pods().matches(labels) && t.namespaces().contains(namespace)),
                spec.getTopologySpreadConstraints().stream().map(c -> SpreadConstraint.of(c, labels)).toList(),
                images(spec));
    }

    private static Optional<List<NodeMatch>> requiredNodes(@Nullable NodeAffinity affinity) {
        NodeSelector required = affinity == null
                ? null
                : affinity.getRequiredDuringSchedulingIgnoredDuringExecution();
        return required == null
                ? Optional.empty()
                : Optional.of(required.getNodeSelectorTerms().stream().map(NodeMatch::of).toList());
    }

    private static List<NodeMatch.Weighted> preferredNodes(@Nullable NodeAffinity affinity) {
        return affinity == null
                ? List.of()
                : affinity.getPreferredDuringSchedulingIgnoredDuringExecution().stream()
                        .map(p -> new NodeMatch.Weighted(NodeMatch.of(p.getPreference()), p.getWeight())).toList();
    }

    private static List<HostPort> ports(PodSpec spec) {
        List<HostPort> ports = new ArrayList<>();
        for (Container container : spec.getContainers()) {
            addPorts(container, ports);
        }
        for (Container container : spec.getInitContainers()) {
            if ("Always".equals(container.getRestartPolicy())) {
                addPorts(container, ports);
            }
        }
        return List.copyOf(ports);
    }

    private static void addPorts(Container container, List<HostPort> ports) {
        container.getPorts().forEach(p -> {
            if (p.getHostPort() != null && p.getHostPort() > 0) {
                ports.add(new HostPort(text(p.getHostIP()), text(p.getProtocol()), p.getHostPort()));
            }
        });
    }

    private static List<String> images(PodSpec spec) {
        return spec.getContainers().stream().map(c -> text(c.getImage())).filter(i -> !i.isEmpty())
                .map(i -> i.indexOf(':', i.lastIndexOf('/') + 1) < 0 ? i + ":latest" : i).toList();
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** With the cluster's default constraints: pods that {@code siblings} selects are spread where it costs nothing. */
    public Shape spreadByDefault(LabelMatch siblings) {
        return new Shape(namespace, requests, nonZero, nodeSelector, nodeMatches, preferredNodes, tolerations, ports,
                affinity, antiAffinity, preferredPods, matchesOwn,
                List.of(SpreadConstraint.preferred(HOSTNAME, 3, siblings),
                        SpreadConstraint.preferred(ZONE, 5, siblings)),
                images);
    }

    /** Whether it asks for anything about other pods. */
    public boolean hasPodAffinity() {
        return !affinity.isEmpty() || !antiAffinity.isEmpty() || !preferredPods.isEmpty();
    }

    /** Whether a node is one that the node selector and the required node affinity allow. */
    public boolean selects(NodeInfo node) {
        if (!nodeSelector.matches(node.labels())) {
            return false;
        }
        return nodeMatches.isEmpty() || nodeMatches.get().stream().anyMatch(term -> term.matches(node));
    }

    /** Whether every taint that keeps pods away is tolerated. */
    public boolean tolerates(NodeInfo node) {
        for (TaintMatch.Taint taint : node.taints()) {
            if (taint.repels() && !TaintMatch.tolerated(taint, tolerations)) {
                return false;
            }
        }
        return true;
    }
}
