package dev.coracle.kubelet.pod;

import dev.coracle.client.wire.Serialization;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.List;
import java.util.stream.Stream;

/** What a container is in its pod. Source: core/v1 PodSpec; KEP-277 (ephemeral containers). */
enum ContainerRole {
    INIT, MAIN,
    /** Joins a running pod to look at it ({@code kubectl debug}): starts whenever it comes, never again, and counts for nothing. */
    EPHEMERAL;

    /** Those that the pod has now. */
    List<Container> of(Pod pod) {
        return switch (this) {
            case INIT -> pod.getSpec().getInitContainers();
            case MAIN -> pod.getSpec().getContainers();
            case EPHEMERAL -> pod.getSpec().getEphemeralContainers().stream()
                    .map(each -> Serialization.fromTree(Serialization.toTree(each), Container.class)).toList();
        };
    }

    List<ContainerStatus> of(PodStatus status) {
        return switch (this) {
            case INIT -> status.getInitContainerStatuses();
            case MAIN -> status.getContainerStatuses();
            case EPHEMERAL -> status.getEphemeralContainerStatuses();
        };
    }

    static Stream<Container> all(Pod pod) {
        return Stream.of(values()).flatMap(role -> role.of(pod).stream());
    }
}
