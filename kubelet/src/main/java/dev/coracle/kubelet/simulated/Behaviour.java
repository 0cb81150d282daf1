package dev.coracle.kubelet.simulated;

import dev.coracle.kubelet.runtime.ContainerConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a simulated container does: write lines, let time pass, and end with a code or never. A function of its configuration and of the files of its node, to which it adds:
 * hints first, then the command as far as it is understood, else what images of that name usually do.
 *
 * @param steps    in order
 * @param exitCode when all steps are done; empty if it then runs until it is stopped
 * @param stopCode the code with which it ends when it is asked to
 */
record Behaviour(List<Step> steps, Optional<Integer> exitCode, int stopCode) {

    private static final Set<String> ENDS_BY_ITSELF = Set.of("busybox", "alpine", "bash", "debian", "ubuntu",
            "hello-world",
            "perl", "python");

    /** One thing after another. */
    sealed interface Step {
        record Write(String line) implements Step {}

        record Pass(Duration time) implements Step {}
    }

    static Behaviour of(ContainerConfig config, NodeFiles files) {
        Behaviour usual = fromCommand(config, files);
        ContainerConfig.Hints hints = config.hints();
        if (hints.runFor().isPresent()) {
            List<Step> steps = new ArrayList<>(usual.steps.stream().filter(Step.Write.class::isInstance).toList());
            steps.add(new Step.Pass(hints.runFor().get()));
            return new Behaviour(steps, Optional.of(hints.exitCode().orElse(0)), usual.stopCode);
        }
        if (hints.exitCode().isPresent() && config.mayEnd()) {
            return new Behaviour(usual.steps, hints.exitCode(), usual.stopCode);
        }
        return usual;
    }

    private static Behaviour fromCommand(ContainerConfig config, NodeFiles files) {
        List<String> words = new ArrayList<>(config.command());
        words.addAll(config.arguments());
        if (!words.isEmpty()) {
            Optional<Behaviour> understood = ShellCommands.understand(words, config.environment(),
                    files.of(config));
            if (understood.isPresent()) {
                return understood.get();
            }
        }
        boolean ends = config.mayEnd() && !words.isEmpty()
                || words.isEmpty() && ENDS_BY_ITSELF.contains(baseName(config.image()));
        return ends ? new Behaviour(List.of(), Optional.of(0), 0) : new Behaviour(List.of(), Optional.empty(), 0);
    }

    private static String baseName(String image) {
        String last = image.substring(image.lastIndexOf('/') + 1);
        return last.replaceAll("[:@].*", "");
    }
}
