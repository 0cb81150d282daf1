package dev.coracle.kubelet.pod;

import dev.coracle.kubelet.runtime.ContainerExit;
import dev.coracle.kubelet.runtime.ContainerRuntime.RunningContainer;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What this node knows of a pod that it runs. Changed by the pod's worker alone, except that containers report their end from any thread and
 * that logs are read by any.
 */
final class LocalPod {

    final String uid;
    final String address;
    final Map<String, ContainerState> states = new LinkedHashMap<>();
    final Map<String, RunningContainer> running = new ConcurrentHashMap<>();
    final Map<String, RunningContainer> previous = new ConcurrentHashMap<>();
    private final Map<String, ContainerExit> exits = new ConcurrentHashMap<>();
    Optional<Instant> started = Optional.empty();
    Optional<String[]> failure = Optional.empty();
    boolean stopping;
    /** Whether the API server has been seen to say that the pod has ended. */
    boolean over;

    LocalPod(String uid, String address) {
        this.uid = uid;
        this.address = address;
    }

    /** A container, named by the ID of its run, has ended. */
    void exited(String containerId, ContainerExit exit) {
        exits.put(containerId, exit);
    }

    /** Takes in the ends that were reported since the last time. @return whether there were any */
    boolean takeExits() {
        boolean any = false;
        for (Map.Entry<String, ContainerState> entry : states.entrySet()) {
            if (entry.getValue().phase() instanceof ContainerState.Phase.Running run) {
                ContainerExit exit = exits.remove(run.id());
                if (exit != null) {
                    var ended = new ContainerState.Ended(run.id(), run.imageId(), run.started(), exit);
                    entry.setValue(entry.getValue().with(new ContainerState.Phase.Terminated(ended)));
                    any = true;
                }
            }
        }
        return any;
    }

    boolean anyRunning() {
        return states.values().stream().anyMatch(ContainerState::running);
    }
}
