package dev.coracle.kubelet.runtime;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a container is to be.
 *
 * @param environment variables as far as they are known here
 * @param node        the name of its node
 * @param hostPaths   the folders of the node that it sees: where it sees them, and where they are
 * @param mayEnd      whether its pod expects it to end (restart policy Never or OnFailure, or an init container)
 * @param attempt     0 for the first start, counting restarts
 * @param started     when it began; in the past for one that is taken over from an earlier kubelet
 * @param hints       what the pod's annotations say of how it should behave
 */
public record ContainerConfig(String namespace, String pod, String name, String image, List<String> command,
        List<String> arguments, Map<String, String> environment, String node, Map<String, String> hostPaths,
        boolean mayEnd, int attempt, Instant started, Hints hints) {

    /** @param runFor how long it runs before it ends by itself @param exitCode with which code it then ends */
    public record Hints(Optional<Duration> runFor, Optional<Integer> exitCode, Optional<Duration> readyAfter) {
        public static final Hints NONE = new Hints(Optional.empty(), Optional.empty(), Optional.empty());
    }
}
