package dev.coracle.controllermanager.deployment;

import dev.coracle.client.wire.Copies;
import dev.coracle.controllermanager.workload.ownership.OwnerRefs;
import dev.coracle.controllermanager.workload.revision.PodTemplates;
import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.TemplateHash;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A Deployment and copies of its ReplicaSets, on which a plan is worked out. Whatever differs from the originals in the
 * end is what is to be written. For one thread.
 */
final class Rollout {

    final Deployment deployment;
    final Spec spec;

    private final List<ReplicaSet> originals;
    private final List<ReplicaSet> old = new ArrayList<>();
    private final List<ReplicaSet> deleted = new ArrayList<>();
    private @Nullable ReplicaSet current;

    Rollout(Deployment deployment, List<ReplicaSet> sets) {
        this.deployment = deployment;
        this.spec = Spec.of(deployment);
        this.originals = sets.stream().sorted(Sets.OLDEST_FIRST).toList();
        PodTemplateSpec template = deployment.getSpec().getTemplate();
        for (ReplicaSet set : originals) {
            ReplicaSet copy = Copies.deepCopy(set);
            // Where several have the template, the oldest is the one; the others are old like any other.
            if (current == null && Sets.sameTemplate(set.getSpec().getTemplate(), template)) {
                current = copy;
            } else {
                old.add(copy);
            }
        }
    }

    /** The set of today's template, if there is one. */
    Optional<ReplicaSet> current() {
        return Optional.ofNullable(current);
    }

    /** All the others, oldest first. */
    List<ReplicaSet> old() {
        return old;
    }

    List<ReplicaSet> all() {
        List<ReplicaSet> all = new ArrayList<>(old);
        current().ifPresent(all::add);
        return all;
    }

    /** Brings the revision number, annotations and minReadySeconds of today's set up to date. */
    void describeCurrent() {
        current().ifPresent(set -> {
            Annotations.describe(deployment, set, Annotations.highestRevision(old) + 1);
            if (Pods.orZero(set.getSpec().getMinReadySeconds()) != spec.minReadySeconds()) {
                set.getSpec().setMinReadySeconds(spec.minReadySeconds());
            }
        });
    }

    /** Today's set, made where there is none, with as many pods as may start at once. */
    ReplicaSet createCurrent() {
        if (current != null) {
            return current;
        }
        Integer collisions = deployment.getStatus() == null ? null : deployment.getStatus().getCollisionCount();
        PodTemplateSpec template = Copies.deepCopy(deployment.getSpec().getTemplate());
        String hash = TemplateHash.of(template, collisions);
        Map<String, String> labels = PodTemplates.with(PodTemplates.labels(template), Sets.HASH, hash);
        if (template.getMetadata() == null) {
            template.setMetadata(new ObjectMetaBuilder().build());
        }
        template.getMetadata().setLabels(labels);
        LabelSelector selector = Copies.deepCopy(deployment.getSpec().getSelector());
        selector.setMatchLabels(PodTemplates.with(
                selector.getMatchLabels() == null ? Map.of() : selector.getMatchLabels(), Sets.HASH, hash));
        ReplicaSetSpec wanted = new ReplicaSetSpec();
        wanted.setTemplate(template);
        wanted.setSelector(selector);
        wanted.setMinReadySeconds(spec.minReadySeconds());
        ReplicaSet set = new ReplicaSet();
        set.setMetadata(new ObjectMetaBuilder()
                .withName(TemplateHash.name(deployment.getMetadata().getName(), hash))
                .withNamespace(deployment.getMetadata().getNamespace()).withLabels(new LinkedHashMap<>(labels))
                .withOwnerReferences(OwnerRefs.controllerRef(deployment)).build());
        set.setSpec(wanted);
        wanted.setReplicas(RollingUpdate.newSize(spec, Sets.sum(old, Sets::wanted), 0));
        Annotations.describe(deployment, set, Annotations.highestRevision(old) + 1);
        Annotations.noteSize(set, spec);
        current = set;
        return set;
    }

    /** Gives {@code set} another size; true where that changed something. */
    boolean scale(ReplicaSet set, int size) {
        if (Sets.wanted(set) == size) {
            return false;
        }
        set.getSpec().setReplicas(size);
        Annotations.noteSize(set, spec);
        return true;
    }

    void delete(ReplicaSet set) {
        deleted.add(set);
    }

    /** What is to be written, today's set first. */
    List<Write> writes() {
        List<Write> writes = new ArrayList<>();
        current().ifPresent(set -> write(set, writes));
        old.stream().filter(set -> !deleted.contains(set)).forEach(set -> write(set, writes));
        deleted.forEach(set -> writes.add(new Write.Delete(set)));
        return List.copyOf(writes);
    }

    private void write(ReplicaSet set, List<Write> writes) {
        Optional<ReplicaSet> original = originals.stream()
                .filter(o -> o.getMetadata().getName().equals(set.getMetadata().getName())
                        && o.getMetadata().getUid().equals(set.getMetadata().getUid()))
                .findFirst();
        if (original.isEmpty()) {
            writes.add(new Write.Create(set));
        } else if (!Pods.annotations(original.get()).equals(Pods.annotations(set))
                || !original.get().getSpec().equals(set.getSpec())) {
            writes.add(new Write.Update(original.get(), set));
        }
    }

    /** One thing to do to a ReplicaSet. */
    sealed interface Write {
        record Create(ReplicaSet set) implements Write {}

        record Update(ReplicaSet before, ReplicaSet after) implements Write {}

        record Delete(ReplicaSet set) implements Write {}
    }
}
