package dev.coracle.kubelet.pod;

import dev.coracle.base.flags.GoDuration;
import dev.coracle.kubelet.runtime.ContainerConfig;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How a simulated pod should behave, from its annotations: {@code coracle.dev/run-for} (a duration, then it ends),
 * {@code coracle.dev/exit-code}, {@code coracle.dev/ready-after}. What cannot be read is as if it were not there.
 */
final class Hints {

    private Hints() {}

    static ContainerConfig.Hints of(Pod pod) {
        Map<String, String> annotations = pod.getMetadata().getAnnotations();
        if (annotations == null) {
            return ContainerConfig.Hints.NONE;
        }
        return new ContainerConfig.Hints(duration(annotations, "coracle.dev/run-for"),
                number(annotations, "coracle.dev/exit-code"),
                duration(annotations, "coracle.dev/ready-after"));
    }

    private static Optional<Duration> duration(Map<String, String> annotations, String name) {
        String text = annotations.get(name);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional
                    .of(text.matches("[0-9]{1,9}") ? Duration.ofSeconds(Long.parseLong(text)) : GoDuration.parse(text));
        } catch (IllegalArgumentException notADuration) {
            return Optional.empty();
        }
    }

    private static Optional<Integer> number(Map<String, String> annotations, String name) {
        String text = annotations.get(name);
        return text != null && text.matches("[0-9]{1,3}")
                ? Optional.of(Integer.parseInt(text) & 255)
                : Optional.empty();
    }
}
