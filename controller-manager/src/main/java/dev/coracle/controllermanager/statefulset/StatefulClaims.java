package dev.coracle.controllermanager.statefulset;

import dev.coracle.client.event.EventRecorder;
import dev.coracle.client.informer.Cache;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.wire.Copies;
import dev.coracle.client.resource.ResourceClient;
import dev.coracle.controllermanager.workload.ownership.OwnerRefs;
import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetPersistentVolumeClaimRetentionPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The PersistentVolumeClaims of a StatefulSet's pods: made from its claim templates, and owned so that garbage
 * collection does what the retention policy says.
 */
final class StatefulClaims {

    /** Who should own a claim, so that it goes with its owner. */
    enum Owner {
        NOBODY, SET, POD
    }

    private final ResourceClient<PersistentVolumeClaim> claims;
    private final Cache<PersistentVolumeClaim> cache;
    private final EventRecorder events;

    StatefulClaims(ResourceClient<PersistentVolumeClaim> claims, Cache<PersistentVolumeClaim> cache,
            EventRecorder events) {
        this.claims = claims;
        this.cache = cache;
        this.events = events;
    }

    /** The rule alone: {@code condemned} is a pod that scaling down takes away. */
    static Owner owner(StatefulSet set, boolean condemned) {
        StatefulSetPersistentVolumeClaimRetentionPolicy policy = set.getSpec()
                .getPersistentVolumeClaimRetentionPolicy();
        if (policy == null) {
            return Owner.NOBODY;
        }
        if ("Delete".equals(policy.getWhenScaled()) && condemned) {
            return Owner.POD;
        }
        return "Delete".equals(policy.getWhenDeleted()) ? Owner.SET : Owner.NOBODY;
    }

    /** The claims that the pod in place {@code ordinal} needs. */
    static List<PersistentVolumeClaim> wanted(StatefulSet set, int ordinal) {
        List<PersistentVolumeClaim> wanted = new ArrayList<>();
        for (PersistentVolumeClaim template : StatefulPods.templates(set)) {
            PersistentVolumeClaim claim = Copies.deepCopy(template);
            Map<String, String> labels = new LinkedHashMap<>(Pods.labels(template));
            if (set.getSpec().getSelector().getMatchLabels() != null) {
                labels.putAll(set.getSpec().getSelector().getMatchLabels());
            }
            claim.getMetadata().setName(StatefulPods.claimName(set, template, ordinal));
            claim.getMetadata().setNamespace(set.getMetadata().getNamespace());
            claim.getMetadata().setLabels(labels);
            claim.setStatus(null);
            if (owner(set, false) == Owner.SET) {
                claim.getMetadata().setOwnerReferences(List.of(OwnerRefs.controllerRef(set)));
            }
            wanted.add(claim);
        }
        return wanted;
    }

    /** True where a claim still belongs to an earlier pod of that name, and will be collected with it. */
    boolean areStale(StatefulSet set, int ordinal) {
        String podName = StatefulPods.name(set, ordinal);
        return existing(set, ordinal).stream().anyMatch(claim -> claim.getMetadata().getOwnerReferences() != null
                && claim.getMetadata().getOwnerReferences().stream()
                        .anyMatch(ref -> ref.getKind().equals("Pod") && ref.getName().equals(podName)));
    }

    /** Creates what is missing. */
    void ensure(StatefulSet set, int ordinal) {
        for (PersistentVolumeClaim claim : wanted(set, ordinal)) {
            Optional<PersistentVolumeClaim> found = cache.get(set.getMetadata().getNamespace(),
                    claim.getMetadata().getName());
            if (found.isEmpty()) {
                create(set, claim, StatefulPods.name(set, ordinal));
            } else if (Pods.isTerminating(found.get())) {
                throw new ApiException(409, "Conflict", "pvc " + claim.getMetadata().getName()
                        + " is being deleted: its pod is created once it is gone");
            }
        }
    }

    /** Makes the claims of {@code pod} owned as the policy says. */
    void retain(StatefulSet set, Pod pod, int ordinal, boolean condemned) {
        for (PersistentVolumeClaim claim : existing(set, ordinal)) {
            owned(claim, set, pod, owner(set, condemned)).ifPresent(claims::update);
        }
    }

    /** A copy owned by {@code owner}, unless the claim is so already, or somebody else controls it. */
    static Optional<PersistentVolumeClaim> owned(PersistentVolumeClaim claim, StatefulSet set, Pod pod, Owner owner) {
        List<OwnerReference> before = claim.getMetadata().getOwnerReferences() == null
                ? List.of()
                : claim.getMetadata().getOwnerReferences();
        List<OwnerReference> after = new ArrayList<>(before);
        String uid = switch (owner) {
            case NOBODY -> "";
            case SET -> set.getMetadata().getUid();
            case POD -> pod.getMetadata().getUid();
        };
        after.removeIf(ref -> !ref.getUid().equals(uid) && (ref.getUid().equals(set.getMetadata().getUid())
                || ref.getUid().equals(pod.getMetadata().getUid())));
        boolean controlled = after.stream().anyMatch(ref -> Boolean.TRUE.equals(ref.getController()));
        if (owner != Owner.NOBODY && !controlled && after.stream().noneMatch(ref -> ref.getUid().equals(uid))) {
            HasMetadata object = owner == Owner.SET ? set : pod;
            after.add(OwnerRefs.controllerRef(object));
        }
        if (after.equals(before)) {
            return Optional.empty();
        }
        PersistentVolumeClaim copy = Copies.deepCopy(claim);
        copy.getMetadata().setOwnerReferences(after);
        return Optional.of(copy);
    }

    private List<PersistentVolumeClaim> existing(StatefulSet set, int ordinal) {
        return StatefulPods.templates(set).stream().map(t -> cache.get(set.getMetadata().getNamespace(),
                StatefulPods.claimName(set, t, ordinal))).flatMap(Optional::stream).toList();
    }

    private void create(StatefulSet set, PersistentVolumeClaim claim, String pod) {
        String what = "create Claim " + claim.getMetadata().getName() + " Pod " + pod + " in StatefulSet "
                + set.getMetadata().getName();
        try {
            claims.create(claim);
            events.event(set, "Normal", "SuccessfulCreate", what + " success");
        } catch (ApiException e) {
            if (!e.isAlreadyExists()) {
                events.event(set, "Warning", "FailedCreate", what + " failed error: " + e.getMessage());
                throw e;
            }
        }
    }
}
