package dev.coracle.kubelet.pod;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.coracle.kubelet.runtime.ContainerExit;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.EphemeralContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EphemeralContainersTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    private final Pod pod = new PodBuilder().withNewMetadata().withName("p").withNamespace("ns").endMetadata()
            .withNewSpec().withRestartPolicy("Always").addNewInitContainer().withName("slow").endInitContainer()
            .addNewContainer().withName("main").endContainer()
            .withEphemeralContainers(new EphemeralContainerBuilder().withName("debugger").withImage("busybox")
                    .withCommand("sleep", "3600").withTargetContainerName("main").build())
            .endSpec().build();
    private final Map<String, ContainerState> states = new HashMap<>();

    private List<String> started() {
        return PodPlan.of(pod, states, Optional.of(NOW), Duration.ZERO, NOW).actions().stream()
                .filter(PodPlan.Action.Start.class::isInstance).map(PodPlan.Action.Start.class::cast)
                .map(start -> start.container().getName() + " " + start.role()).toList();
    }

    private void running(String name) {
        states.put(name, ContainerState.created().with(
                new ContainerState.Phase.Running("simulated://" + name, "image", NOW, true, true)));
    }

    private void ended(String name) {
        states.put(name, ContainerState.created().with(new ContainerState.Phase.Terminated(
                new ContainerState.Ended("id", "image", NOW, new ContainerExit(1, "Error", "", NOW)))));
    }

    @Test
    void itStartsWhenItComesAndOnlyOnce() {
        assertEquals(List.of("debugger EPHEMERAL", "slow INIT"), started(), "also while the pod begins");
        running("debugger");
        running("main");
        assertEquals(List.of("slow INIT"), started());
        ended("debugger");
        assertEquals(List.of("slow INIT"), started());
    }

    @Test
    void itIsToldOfAndCountsForNothing() {
        states.put("slow", ContainerState.created().with(new ContainerState.Phase.Terminated(
                new ContainerState.Ended("id", "image", NOW, new ContainerExit(0, "Completed", "", NOW)))));
        running("main");
        running("debugger");
        PodStatus status = PodStatuses.of(pod, states,
                new PodStatuses.Facts("127.0.0.1", "10.0.0.1", Optional.of(NOW), Optional.empty(), false), NOW);
        ContainerStatus its = status.getEphemeralContainerStatuses().getFirst();
        assertEquals("simulated://debugger", its.getContainerID());
        assertFalse(its.getReady());
        assertNull(its.getStarted());
        assertEquals("Running", status.getPhase());
        assertEquals(1, status.getContainerStatuses().size());
        ended("debugger");
        status = PodStatuses.of(pod, states,
                new PodStatuses.Facts("127.0.0.1", "10.0.0.1", Optional.of(NOW), Optional.empty(), false), NOW);
        assertEquals("Running", status.getPhase());
    }
}
