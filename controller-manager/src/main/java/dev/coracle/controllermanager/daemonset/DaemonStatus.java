package dev.coracle.controllermanager.daemonset;

import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.DaemonSetStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The status of a DaemonSet, counted node by node. */
final class DaemonStatus {

    private DaemonStatus() {}

    static DaemonSetStatus of(DaemonView view, int collisionCount) {
        List<Pod> counted = new ArrayList<>();
        int misplaced = 0;
        for (var entry : view.fits().entrySet()) {
            List<Pod> pods = view.on(entry.getKey());
            if (!pods.isEmpty() && entry.getValue().run()) {
                // Of several pods on a node the first counts.
                counted.add(pods.getFirst());
            } else if (!pods.isEmpty()) {
                misplaced++;
            }
        }
        int available = number(counted, view::isAvailable);
        DaemonSetStatus status = new DaemonSetStatus();
        status.setObservedGeneration(view.set().getMetadata().getGeneration());
        status.setDesiredNumberScheduled(view.desired());
        status.setCurrentNumberScheduled(counted.size());
        status.setNumberMisscheduled(misplaced);
        status.setNumberReady(number(counted, Pods::isReady));
        status.setNumberAvailable(available);
        status.setNumberUnavailable(view.desired() - available);
        status.setUpdatedNumberScheduled(number(counted, view::isCurrent));
        if (collisionCount > 0) {
            status.setCollisionCount(collisionCount);
        }
        return status;
    }

    private static int number(List<Pod> pods, Predicate<Pod> what) {
        return (int) pods.stream().filter(what).count();
    }
}
