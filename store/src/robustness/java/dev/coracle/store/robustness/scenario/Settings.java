package dev.coracle.store.robustness.scenario;

import dev.coracle.store.robustness.fault.ChildServer;
import dev.coracle.store.robustness.fault.RunningServer;
import dev.coracle.store.robustness.fault.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * What a run is told by system properties: {@code robustness.seed} repeats a round, {@code robustness.minutes} makes it long,
 * {@code robustness.etcd} names the program of another etcd to try, {@code robustness.endpoint} a server that runs already.
 */
final class Settings {

    private Settings() {}

    /** The seed to repeat, or a new one. */
    static long seed() {
        OptionalLong given = given("robustness.seed");
        return given.isPresent() ? given.getAsLong() : new SplittableRandom().nextLong(1_000_000_000);
    }

    static boolean isRepetition() {
        return given("robustness.seed").isPresent();
    }

    static OptionalLong minutes() {
        return given("robustness.minutes");
    }

    private static OptionalLong given(String name) {
        String text = System.getProperty(name, "");
        return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text));
    }

    /** Whether it is another etcd than this project's. */
    static boolean isForeign() {
        return !System.getProperty("robustness.etcd", "").isEmpty()
                || !System.getProperty("robustness.endpoint", "").isEmpty();
    }

    static Server server(Path folder) throws IOException {
        String endpoint = System.getProperty("robustness.endpoint", "");
        String program = System.getProperty("robustness.etcd", "");
        if (!endpoint.isEmpty()) {
            return new RunningServer(endpoint);
        }
        return program.isEmpty()
                ? ChildServer.ours(folder.resolve("data"))
                : ChildServer.of(Path.of(program), folder.resolve("data"));
    }
}
