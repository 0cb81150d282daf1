package dev.coracle.apiserver.resource.pod;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.resource.table.Ages;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code kubectl get pods} says of a pod in one word and a few numbers. Containers that run first come first; of the others the
 * first that isn't well decides. Source: the behaviour of kube-apiserver's pod table.
 *
 * @param reason      such as {@code Running}, {@code Init:0/1}, {@code CrashLoopBackOff}, {@code Terminating}
 * @param lastRestart the time of the last restart, or empty
 */
public record PodState(String reason, int ready, int containers, long restarts, String lastRestart) {

    private static final Set<String> OVER = Set.of("Succeeded", "Failed");

    public static PodState of(ObjectNode pod) {
        return new Reader(pod).read();
    }

    /** {@code 3} or {@code 3 (5m ago)}. */
    public String restarts(Ages ages) {
        return restarts == 0 || lastRestart.isEmpty()
                ? Long.toString(restarts)
                : restarts + " (" + ages.since(lastRestart) + " ago)";
    }

    /** Whether nothing of the pod will run again. */
    public static boolean isOver(ObjectNode pod) {
        return OVER.contains(Trees.string(pod, "status", "phase"));
    }

    /** Goes through the containers once, keeping count. */
    private static final class Reader {
        private final ObjectNode pod;
        private final Set<String> sidecars;
        private String reason;
        private int ready;
        private long restarts;
        private String lastRestart = "";

        Reader(ObjectNode pod) {
            this.pod = pod;
            this.sidecars = Trees.objects(pod, "spec", "initContainers").stream()
                    .filter(c -> Trees.string(c, "restartPolicy").equals("Always"))
                    .map(c -> Trees.string(c, "name")).collect(Collectors.toSet());
            String phase = Trees.string(pod, "status", "phase");
            String given = Trees.string(pod, "status", "reason");
            this.reason = given.isEmpty() ? phase : given;
            if (conditionHas("PodScheduled", "reason", "SchedulingGated")) {
                reason = "SchedulingGated";
            }
        }

        PodState read() {
            boolean initializing = initContainers();
            if (!initializing || conditionHas("Initialized", "status", "True")) {
                containers();
            }
            if (Meta.isDeleting(pod)) {
                if (Trees.string(pod, "status", "reason").equals("NodeLost")) {
                    reason = "Unknown";
                } else if (!isOver(pod)) {
                    reason = "Terminating";
                }
            }
            int total = Trees.objects(pod, "spec", "containers").size() + sidecars.size();
            return new PodState(reason, ready, total, restarts, lastRestart);
        }

        private boolean conditionHas(String type, String field, String value) {
            return Trees.objects(pod, "status", "conditions").stream().anyMatch(
                    c -> Trees.string(c, "type").equals(type) && Trees.string(c, field).equals(value));
        }

        /** Whether one of them still has to finish. Leaves in the counters what sidecars contribute, unless it answers true. */
        private boolean initContainers() {
            List<ObjectNode> statuses = Trees.objects(pod, "status", "initContainerStatuses");
            long allRestarts = 0;
            String allLast = "";
            for (int i = 0; i < statuses.size(); i++) {
                ObjectNode status = statuses.get(i);
                boolean sidecar = sidecars.contains(Trees.string(status, "name"));
                allRestarts += count(status);
                allLast = later(allLast, finished(status));
                if (sidecar) {
                    restarts += count(status);
                    lastRestart = later(lastRestart, finished(status));
                }
                JsonNode ended = status.path("state").path("terminated");
                if (ended.isObject() && exitCode(ended) == 0) {
                    continue;
                }
                if (sidecar && Trees.bool(status, "started")) {
                    ready += Trees.bool(status, "ready") ? 1 : 0;
                    continue;
                }
                reason = "Init:" + initReason(status, ended, i);
                if (!conditionHas("Initialized", "status", "True")) {
                    restarts = allRestarts;
                    lastRestart = allLast;
                }
                return true;
            }
            return false;
        }

        private String initReason(ObjectNode status, JsonNode ended, int index) {
            if (ended.isObject()) {
                return endReason(ended);
            }
            String waiting = Trees.string(status, "state", "waiting", "reason");
            return waiting.isEmpty() || waiting.equals("PodInitializing")
                    ? index + "/" + Trees.objects(pod, "spec", "initContainers").size()
                    : waiting;
        }

        private void containers() {
            boolean running = false;
            for (ObjectNode status : Trees.objects(pod, "status", "containerStatuses").reversed()) {
                restarts += count(status);
                lastRestart = later(lastRestart, finished(status));
                String waiting = Trees.string(status, "state", "waiting", "reason");
                JsonNode ended = status.path("state").path("terminated");
                if (!waiting.isEmpty()) {
                    reason = waiting;
                } else if (ended.isObject()) {
                    reason = endReason(ended);
                } else if (Trees.bool(status, "ready") && status.path("state").path("running").isObject()) {
                    running = true;
                    ready++;
                }
            }
            if (running && reason.equals("Completed")) {
                reason = conditionHas("Ready", "status", "True") ? "Running" : "NotReady";
            }
        }

        private static String endReason(JsonNode ended) {
            String given = Trees.string(ended, "reason");
            if (!given.isEmpty()) {
                return given;
            }
            long signal = ended.path("signal").asLong(0);
            return signal != 0 ? "Signal:" + signal : "ExitCode:" + exitCode(ended);
        }

        private static long exitCode(JsonNode ended) {
            return ended.path("exitCode").asLong(0);
        }

        private static long count(ObjectNode status) {
            return status.path("restartCount").asLong(0);
        }

        private static String finished(ObjectNode status) {
            return Trees.string(status, "lastState", "terminated", "finishedAt");
        }

        /** Times of the same format compare as text. */
        private static String later(String one, String other) {
            return one.compareTo(other) >= 0 ? one : other;
        }
    }
}
