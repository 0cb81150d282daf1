package dev.coracle.controllermanager;

import dev.coracle.controllermanager.workload.Times;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.List;

/** Plays the kubelet for pods in tests. */
public final class TestPods {

    private static long made;

    private TestPods() {}

    /** Gives a new pod what the server gives it. */
    public static Pod accept(Pod pod, Instant now) {
        pod.getMetadata().setUid("pod-" + ++made);
        if (pod.getMetadata().getName() == null) {
            pod.getMetadata().setName(pod.getMetadata().getGenerateName() + made);
        }
        pod.getMetadata().setCreationTimestamp(Times.format(now));
        pod.setStatus(new PodStatus());
        pod.getStatus().setPhase("Pending");
        return pod;
    }

    public static void ready(Pod pod, Instant now) {
        PodCondition ready = new PodConditionBuilder().withType("Ready").withStatus("True")
                .withLastTransitionTime(Times.format(now)).build();
        pod.getStatus().setPhase("Running");
        pod.getStatus().setConditions(List.of(ready));
    }

    public static void end(Pod pod, String phase) {
        pod.getStatus().setPhase(phase);
        pod.getStatus().setConditions(List.of());
    }
}
