package dev.coracle.controllermanager.deployment;

import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.TemplateHash;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a Deployment writes into the annotations of its ReplicaSets, for itself and for kubectl. */
final class Annotations {

    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String REVISION_HISTORY = "deployment.kubernetes.io/revision-history";
    static final String DESIRED_REPLICAS = "deployment.kubernetes.io/desired-replicas";
    static final String MAX_REPLICAS = "deployment.kubernetes.io/max-replicas";

    private static final Set<String> NOT_COPIED = Set.of("kubectl.kubernetes.io/last-applied-configuration", REVISION,
            REVISION_HISTORY, DESIRED_REPLICAS, MAX_REPLICAS, "deprecated.deployment.rollback.to");
    private static final int HISTORY_CHARACTERS = 2000;

    private Annotations() {}

    static long revision(HasMetadata object) {
        return TemplateHash.number(Pods.annotations(object).get(REVISION)).orElse(0L);
    }

    static long highestRevision(Collection<ReplicaSet> sets) {
        return sets.stream().mapToLong(Annotations::revision).max().orElse(0);
    }

    static Optional<Integer> desired(ReplicaSet set) {
        return TemplateHash.number(Pods.annotations(set).get(DESIRED_REPLICAS)).map(Math::toIntExact);
    }

    static Optional<Integer> most(ReplicaSet set) {
        return TemplateHash.number(Pods.annotations(set).get(MAX_REPLICAS)).map(Math::toIntExact);
    }

    /** Gives {@code set} the Deployment's own annotations and at least {@code revision}. */
    static void describe(Deployment deployment, ReplicaSet set, long revision) {
        Map<String, String> result = new LinkedHashMap<>(Pods.annotations(set));
        Pods.annotations(deployment).forEach((key, value) -> {
            if (!NOT_COPIED.contains(key)) {
                result.put(key, value);
            }
        });
        long before = revision(set);
        if (before < revision) {
            result.put(REVISION, Long.toString(revision));
            if (before > 0) {
                result.put(REVISION_HISTORY, extended(result.getOrDefault(REVISION_HISTORY, ""), before));
            }
        }
        set.getMetadata().setAnnotations(result);
    }

    /** Notes for what size of the Deployment {@code set} was last scaled: later scaling keeps the proportion. */
    static void noteSize(ReplicaSet set, Spec spec) {
        Map<String, String> result = new LinkedHashMap<>(Pods.annotations(set));
        result.put(DESIRED_REPLICAS, Integer.toString(spec.replicas()));
        result.put(MAX_REPLICAS, Integer.toString(spec.mostPods()));
        set.getMetadata().setAnnotations(result);
    }

    /** The history of revision numbers with one more, the oldest dropped where it would grow too long. */
    private static String extended(String history, long revision) {
        String result = history.isEmpty() ? Long.toString(revision) : history + "," + revision;
        while (result.length() > HISTORY_CHARACTERS && result.indexOf(',') >= 0) {
            result = result.substring(result.indexOf(',') + 1);
        }
        return result;
    }
}
