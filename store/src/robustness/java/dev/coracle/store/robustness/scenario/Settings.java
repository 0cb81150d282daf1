package dev.coracle.store.robustness.scenario;

import dev.coracle.store.robustness.fault.ChildServer;
import dev.coracle.store.robustness.fault.LocalServer;
import dev.coracle.store.robustness.fault.LossyBackend;
import dev.coracle.store.robustness.fault.RunningServer;
import dev.coracle.store.robustness.fault.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
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

    private static Optional<Server> foreign(Path folder) throws IOException {
        String endpoint = System.getProperty("robustness.endpoint", "");
        String program = System.getProperty("robustness.etcd", "");
        if (!endpoint.isEmpty()) {
            return Optional.of(new RunningServer(endpoint));
        }
        return program.isEmpty()
                ? Optional.empty()
                : Optional.of(ChildServer.of(Path.of(program), folder.resolve("data")));
    }

    /** The server to try, as a process of its own. @param folder for what it writes */
    static Server process(Path folder) throws IOException {
        Optional<Server> foreign = foreign(folder);
        return foreign.isPresent() ? foreign.get() : ChildServer.ours(folder.resolve("data"));
    }

    /** The server to try, within this JVM if it is this project's. @param folder for what it writes, if it does */
    static Server nearby(Path folder) throws IOException {
        Optional<Server> foreign = foreign(folder);
        return foreign.isPresent() ? foreign.get() : new LocalServer(LossyBackend.Disk.honest(seed()));
    }
}
