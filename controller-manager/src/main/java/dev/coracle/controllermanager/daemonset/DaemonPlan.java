package dev.coracle.controllermanager.daemonset;

import dev.coracle.controllermanager.workload.Fenceposts;
import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The next step of a DaemonSet.
 *
 * @param create the nodes that are to get a pod
 * @param delete the pods that are to go
 */
record DaemonPlan(List<String> create, List<Pod> delete) {

    /** Pods created or deleted in one go. */
    static final int BURST = 250;

    boolean isEmpty() {
        return create.isEmpty() && delete.isEmpty();
    }

    /** Every node that should have a pod gets one; what is too many, ended, or where it should not be goes. */
    static DaemonPlan manage(DaemonView view) {
        List<String> create = new ArrayList<>();
        Set<Pod> delete = new LinkedHashSet<>();
        view.fits().forEach((node, fit) -> {
            List<Pod> pods = view.on(node);
            if (fit.run() && pods.isEmpty()) {
                create.add(node);
            } else if (fit.stay()) {
                tidy(view, pods, delete);
            } else {
                pods.stream().filter(pod -> !Pods.isTerminating(pod)).forEach(delete::add);
            }
        });
        // Pods that wait for a node that is gone would wait for ever. Those bound to one are the pod collector's.
        view.pods().forEach((node, pods) -> {
            if (!view.fits().containsKey(node)) {
                pods.stream().filter(pod -> Pods.nodeName(pod).isEmpty() && !Pods.isTerminating(pod))
                        .forEach(delete::add);
            }
        });
        return bounded(create, List.copyOf(delete));
    }

    private static void tidy(DaemonView view, List<Pod> pods, Set<Pod> delete) {
        List<Pod> staying = pods.stream().filter(pod -> !Pods.isTerminating(pod)).toList();
        staying.stream().filter(Pods::isTerminal).forEach(delete::add);
        List<Pod> running = staying.stream().filter(pod -> !Pods.isTerminal(pod)).toList();
        if (running.size() <= 1) {
            return;
        }
        if (view.bounds().maxSurge() == 0) {
            delete.addAll(running.subList(1, running.size()));
            return;
        }
        List<Pod> current = running.stream().filter(view::isCurrent).toList();
        List<Pod> outdated = running.stream().filter(pod -> !view.isCurrent(pod)).toList();
        delete.addAll(current.subList(Math.min(1, current.size()), current.size()));
        delete.addAll(outdated.subList(Math.min(1, outdated.size()), outdated.size()));
        if (!current.isEmpty() && !outdated.isEmpty()
                && (!Pods.isReady(outdated.getFirst()) || view.isAvailable(current.getFirst()))) {
            delete.add(outdated.getFirst());
        }
    }

    /** Replaces outdated pods within the bounds; pods that aren't available anyway go at once. */
    static DaemonPlan update(DaemonView view) {
        Fenceposts bounds = view.bounds();
        return bounds.maxSurge() > 0 ? surge(view, bounds.maxSurge()) : replace(view, bounds.maxUnavailable());
    }

    private static DaemonPlan replace(DaemonView view, int maxUnavailable) {
        int unavailable = 0;
        List<Pod> idle = new ArrayList<>();
        List<Pod> serving = new ArrayList<>();
        for (var entry : view.fits().entrySet()) {
            if (!entry.getValue().run()) {
                continue;
            }
            DaemonView.Pair pair = view.pair(entry.getKey());
            if (!pair.current().isEmpty() || pair.outdated().isEmpty()) {
                boolean serves = pair.current().stream().anyMatch(view::isAvailable);
                unavailable += serves ? 0 : 1;
            } else if (view.isAvailable(pair.outdated().getFirst())) {
                serving.add(pair.outdated().getFirst());
            } else {
                idle.add(pair.outdated().getFirst());
                unavailable++;
            }
        }
        int room = Math.max(0, Math.min(maxUnavailable - unavailable, serving.size()));
        List<Pod> delete = new ArrayList<>(idle);
        delete.addAll(serving.subList(0, room));
        return bounded(List.of(), delete);
    }

    private static DaemonPlan surge(DaemonView view, int maxSurge) {
        int surging = 0;
        List<Pod> delete = new ArrayList<>();
        List<String> idle = new ArrayList<>();
        List<String> serving = new ArrayList<>();
        for (var entry : view.fits().entrySet()) {
            DaemonView.Pair pair = view.pair(entry.getKey());
            if (!entry.getValue().run() || pair.outdated().isEmpty()) {
                continue;
            }
            if (pair.current().isEmpty()) {
                (view.isAvailable(pair.outdated().getFirst()) ? serving : idle).add(entry.getKey());
            } else if (view.isAvailable(pair.current().getFirst())) {
                delete.add(pair.outdated().getFirst());
            } else {
                surging++;
            }
        }
        int room = Math.max(0, Math.min(maxSurge - surging, serving.size()));
        List<String> create = new ArrayList<>(idle);
        create.addAll(serving.subList(0, room));
        return bounded(create, delete);
    }

    private static DaemonPlan bounded(List<String> create, List<Pod> delete) {
        return new DaemonPlan(create.stream().limit(BURST).toList(), delete.stream().limit(BURST).toList());
    }
}
