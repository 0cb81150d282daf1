package dev.coracle.controllermanager.statefulset;

import dev.coracle.controllermanager.workload.Fenceposts;
import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateStatefulSetStrategy;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetSpec;
import io.fabric8.kubernetes.api.model.apps.StatefulSetUpdateStrategy;
import java.util.Optional;

/**
 * A StatefulSet's spec as numbers.
 *
 * @param start the first ordinal
 * @param ordered one pod at a time, each when those before it are available
 * @param rolling pods are replaced by the controller; otherwise whoever deletes one gets a new one
 * @param partition pods whose place (ordinal less start) is below it keep the current revision
 * @param maxUnavailable how many pods an update may take down together; where absent it goes strictly from the last
 *        to the first
 */
record StatefulSpec(int replicas, int start, boolean ordered, boolean rolling, int partition,
        Optional<Integer> maxUnavailable, int minReadySeconds, int historyLimit) {

    static StatefulSpec of(StatefulSet set) {
        StatefulSetSpec spec = set.getSpec();
        int replicas = spec.getReplicas() == null ? 1 : spec.getReplicas();
        StatefulSetUpdateStrategy strategy = spec.getUpdateStrategy();
        boolean rolling = strategy == null || !"OnDelete".equals(strategy.getType());
        Optional<RollingUpdateStatefulSetStrategy> rollingUpdate = Optional.ofNullable(strategy)
                .map(StatefulSetUpdateStrategy::getRollingUpdate);
        return new StatefulSpec(replicas, spec.getOrdinals() == null ? 0 : Pods.orZero(spec.getOrdinals().getStart()),
                !"Parallel".equals(spec.getPodManagementPolicy()), rolling,
                rollingUpdate.map(r -> Pods.orZero(r.getPartition())).orElse(0),
                rollingUpdate.map(RollingUpdateStatefulSetStrategy::getMaxUnavailable)
                        .map(value -> Math.max(1, Fenceposts.scaled(value, replicas, false))),
                Pods.orZero(spec.getMinReadySeconds()),
                spec.getRevisionHistoryLimit() == null ? 10 : spec.getRevisionHistoryLimit());
    }

    boolean includes(int ordinal) {
        return ordinal >= start && ordinal < start + replicas;
    }
}
