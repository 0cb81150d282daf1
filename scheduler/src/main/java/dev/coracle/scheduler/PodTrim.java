package dev.coracle.scheduler;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.util.List;

/**
 * Drops from a pod what the scheduler never reads, which is most of it: how containers are run, and how they do. What
 * is left is never written back whole; the scheduler only patches.
 */
final class PodTrim {

    private PodTrim() {}

    static Pod trim(Pod pod) {
        PodSpec spec = pod.getSpec();
        if (spec != null) {
            spec.setContainers(containers(spec.getContainers()));
            spec.setInitContainers(containers(spec.getInitContainers()));
            spec.setEphemeralContainers(List.of());
        }
        if (pod.getStatus() != null) {
            pod.setStatus(new PodStatusBuilder().withPhase(pod.getStatus().getPhase())
                    .withStartTime(pod.getStatus().getStartTime())
                    .withNominatedNodeName(pod.getStatus().getNominatedNodeName())
                    .withConditions(pod.getStatus().getConditions().stream()
                            .filter(c -> "PodScheduled".equals(c.getType())).toList())
                    .build());
        }
        return pod;
    }

    private static List<Container> containers(List<Container> all) {
        return all.stream().map(c -> new ContainerBuilder().withName(c.getName()).withImage(c.getImage())
                .withPorts(c.getPorts()).withResources(c.getResources()).withRestartPolicy(c.getRestartPolicy())
                .build()).toList();
    }
}
