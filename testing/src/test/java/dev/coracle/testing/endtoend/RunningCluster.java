package dev.coracle.testing.endtoend;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A cluster of the built distribution in a folder of its own, and kubectl on it. */
final class RunningCluster {

    private final Path distribution;
    private final Path home;
    private final String name;

    RunningCluster(Path distribution, Path home, String name) {
        this.distribution = distribution;
        this.home = home;
        this.name = name;
    }

    /** The distribution that the build made in {@code launcher/target/dist}, if it has got so far. */
    static Optional<Path> distribution() {
        Path dist = Path.of("..", "launcher", "target", "dist").toAbsolutePath().normalize();
        return Files.isExecutable(dist.resolve("bin/coracle")) ? Optional.of(dist) : Optional.empty();
    }

    Path folder() {
        return home.resolve(name);
    }

    Command coracle(String command, String... arguments) {
        List<String> line = new ArrayList<>(List.of(command, "--name", name));
        line.addAll(List.of(arguments));
        return coracle(line);
    }

    /** A command of several words, such as {@code snapshot save}. */
    Command of(String... words) {
        List<String> line = new ArrayList<>(List.of(words));
        line.addAll(List.of("--name", name));
        return coracle(line);
    }

    /** A command that is about no cluster. */
    Command bare(String... words) {
        return coracle(List.of(words));
    }

    /** Another cluster of the same home. */
    RunningCluster beside(String other) {
        return new RunningCluster(distribution, home, other);
    }

    private Command coracle(List<String> arguments) {
        List<String> line = new ArrayList<>(List.of(distribution.resolve("bin/coracle").toString()));
        line.addAll(arguments);
        return Command.run(line,
                Map.of("CORACLE_HOME", home.toString(), "KUBECONFIG", home.resolve("users-kubeconfig").toString()), "");
    }

    Command up(int port) {
        return coracle("up", "--nodes", "3", "--detach", "--port", Integer.toString(port), "--no-kubeconfig-merge");
    }

    Command kubectl(String... arguments) {
        return kubectlWith("", arguments);
    }

    Command kubectlWith(String input, String... arguments) {
        List<String> line = new ArrayList<>(
                List.of("kubectl", "--kubeconfig", folder().resolve("kubeconfig").toString(), "--cache-dir",
                        home.resolve("kubectl-cache").toString()));
        line.addAll(List.of(arguments));
        return Command.run(line, Map.of(), input);
    }
}
