package dev.coracle.controllermanager.replicaset;

import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import org.jspecify.annotations.Nullable;

/**
 * What a ReplicaSet and a ReplicationController have in common: so many pods of one template.
 *
 * @param owner the object itself: pods name it as their controller, events are about it
 * @param selector absent selects nothing
 * @param status what the object says now; a ReplicationController's is read as a ReplicaSet's
 */
public record Replicated(HasMetadata owner, int replicas, int minReadySeconds, @Nullable LabelSelector selector,
        PodTemplateSpec template, ReplicaSetStatus status) {

    static Replicated of(HasMetadata owner, @Nullable Integer replicas, @Nullable Integer minReadySeconds,
            @Nullable LabelSelector selector, @Nullable PodTemplateSpec template, @Nullable ReplicaSetStatus status) {
        return new Replicated(owner, replicas == null ? 1 : replicas, Pods.orZero(minReadySeconds), selector,
                template == null ? new PodTemplateSpec() : template,
                status == null ? new ReplicaSetStatus() : status);
    }
}
