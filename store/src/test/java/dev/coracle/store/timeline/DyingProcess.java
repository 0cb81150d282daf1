package dev.coracle.store.timeline;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.failpoint.Failpoint;
import dev.coracle.base.lifecycle.ProcessLimit;
import dev.coracle.store.EmbeddedStore;
import dev.coracle.store.port.Timeline;
import dev.coracle.store.rocksdb.RocksBackend.Durability;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A process that does one thing to a store, and dies at a failpoint on the way. */
final class DyingProcess {

    private DyingProcess() {}

    /** @param args what to do, the data folder, and what that takes */
    public static void main(String[] args) {
        if (args[0].equals("heap-checkpoint")) {
            EmbeddedStore heap = EmbeddedStore.inMemory(Path.of(args[1]), SystemClock.instance());
            heap.timeline().orElseThrow().checkpoint(Path.of(args[2]));
            return;
        }
        EmbeddedStore store = EmbeddedStore.open(Path.of(args[1]), Durability.SYNC, SystemClock.instance());
        Timeline timeline = store.timeline().orElseThrow();
        switch (args[0]) {
            case "rewind" -> timeline.rewind(Long.parseLong(args[2]));
            case "restore" -> timeline.restore(Path.of(args[2]));
            case "checkpoint" -> timeline.checkpoint(Path.of(args[2]));
            case "open" -> store.close();
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    /** Runs it; returns once it has died at the failpoint. */
    static void run(String failpoint, String... args) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m",
                "-D" + Failpoint.PROPERTY + "=" + failpoint + "=halt@1", "-cp", System.getProperty("java.class.path"),
                DyingProcess.class.getName()));
        command.addAll(List.of(args));
        Process process = ProcessLimit.start(new ProcessBuilder(command).redirectErrorStream(true),
                Duration.ofMinutes(1));
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != Failpoint.EXIT_CODE) {
            throw new AssertionError("did not die at " + failpoint + ": " + said);
        }
    }
}
