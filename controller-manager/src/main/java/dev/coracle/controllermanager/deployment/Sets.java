package dev.coracle.controllermanager.deployment;

import dev.coracle.controllermanager.workload.revision.PodTemplates;
import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToIntFunction;

/** The numbers of ReplicaSets, one and many. */
final class Sets {

    /** The label that tells the pods of one template from those of another. */
    static final String HASH = "pod-template-hash";

    static final Comparator<ReplicaSet> OLDEST_FIRST = Comparator.<ReplicaSet, Instant>comparing(Pods::created)
            .thenComparing(set -> set.getMetadata().getName());

    private Sets() {}

    /** How many pods the set is to have. */
    static int wanted(ReplicaSet set) {
        return Pods.orZero(set.getSpec().getReplicas());
    }

    static int actual(ReplicaSet set) {
        return set.getStatus() == null ? 0 : Pods.orZero(set.getStatus().getReplicas());
    }

    static int ready(ReplicaSet set) {
        return set.getStatus() == null ? 0 : Pods.orZero(set.getStatus().getReadyReplicas());
    }

    static int available(ReplicaSet set) {
        return set.getStatus() == null ? 0 : Pods.orZero(set.getStatus().getAvailableReplicas());
    }

    static int terminating(ReplicaSet set) {
        return set.getStatus() == null ? 0 : Pods.orZero(set.getStatus().getTerminatingReplicas());
    }

    static int sum(Collection<ReplicaSet> sets, ToIntFunction<ReplicaSet> number) {
        return sets.stream().mapToInt(number).sum();
    }

    /** Those that are to have pods. */
    static List<ReplicaSet> active(Collection<ReplicaSet> sets) {
        return sets.stream().filter(set -> wanted(set) > 0).toList();
    }

    /** True where two templates say the same but for the hash label. */
    static boolean sameTemplate(PodTemplateSpec one, PodTemplateSpec other) {
        return Objects.equals(one.getSpec(), other.getSpec()) && withoutHash(one).equals(withoutHash(other));
    }

    private static ObjectMeta withoutHash(PodTemplateSpec template) {
        ObjectMeta meta = template.getMetadata() == null ? new ObjectMeta() : template.getMetadata();
        var labels = new LinkedHashMap<>(PodTemplates.labels(template));
        labels.remove(HASH);
        var annotations = meta.getAnnotations() == null ? Map.<String, String>of() : meta.getAnnotations();
        return new ObjectMetaBuilder(meta).withLabels(labels).withAnnotations(annotations).build();
    }
}
