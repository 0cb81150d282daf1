package dev.coracle.controllermanager.replicaset;

import dev.coracle.client.wire.Copies;
import dev.coracle.client.wire.Serialization;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.ReplicationControllerStatus;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetStatus;
import org.jspecify.annotations.Nullable;

/**
 * A kind that keeps replicas, and how it is read and written.
 *
 * @param <T> its model class
 */
interface ReplicaKind<T extends HasMetadata> {

    String controller();

    String kind();

    Class<T> type();

    Replicated read(T object);

    /** A copy of {@code object} with another status. */
    T withStatus(T object, ReplicaSetStatus status);

    default @Nullable LabelSelector selector(T object) {
        return read(object).selector();
    }

    /** {@code apps/v1 ReplicaSet}. */
    final class ReplicaSets implements ReplicaKind<ReplicaSet> {
        @Override
        public String controller() {
            return "replicaset-controller";
        }

        @Override
        public String kind() {
            return "ReplicaSet";
        }

        @Override
        public Class<ReplicaSet> type() {
            return ReplicaSet.class;
        }

        @Override
        public Replicated read(ReplicaSet set) {
            return Replicated.of(set, set.getSpec().getReplicas(), set.getSpec().getMinReadySeconds(),
                    set.getSpec().getSelector(), set.getSpec().getTemplate(), set.getStatus());
        }

        @Override
        public ReplicaSet withStatus(ReplicaSet set, ReplicaSetStatus status) {
            ReplicaSet copy = Copies.deepCopy(set);
            copy.setStatus(status);
            return copy;
        }
    }

    /** {@code v1 ReplicationController}: its selector is a map, its status has fewer fields. */
    final class ReplicationControllers implements ReplicaKind<ReplicationController> {
        @Override
        public String controller() {
            return "replicationcontroller-controller";
        }

        @Override
        public String kind() {
            return "ReplicationController";
        }

        @Override
        public Class<ReplicationController> type() {
            return ReplicationController.class;
        }

        @Override
        public Replicated read(ReplicationController rc) {
            return Replicated.of(rc, rc.getSpec().getReplicas(), rc.getSpec().getMinReadySeconds(),
                    new LabelSelectorBuilder().withMatchLabels(rc.getSpec().getSelector()).build(),
                    rc.getSpec().getTemplate(), rc.getStatus() == null
                            ? null
                            : Serialization.fromTree(Serialization.toTree(rc.getStatus()), ReplicaSetStatus.class));
        }

        @Override
        public ReplicationController withStatus(ReplicationController rc, ReplicaSetStatus status) {
            ReplicationController copy = Copies.deepCopy(rc);
            ReplicationControllerStatus own = Serialization.fromTree(Serialization.toTree(status),
                    ReplicationControllerStatus.class);
            own.getAdditionalProperties().clear();
            copy.setStatus(own);
            return copy;
        }
    }
}
