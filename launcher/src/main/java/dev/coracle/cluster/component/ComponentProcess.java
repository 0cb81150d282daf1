package dev.coracle.cluster.component;

import dev.coracle.cluster.folder.ClusterException;
import dev.coracle.cluster.folder.ClusterState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A component's process: began by this command or by an earlier one. */
public record ComponentProcess(ClusterState.Component component, ProcessHandle handle) {

    /** Starts it; its output goes to the log file. It lives on when this command ends. */
    public static ComponentProcess start(ComponentSpec spec, Path distribution, Path log) {
        List<String> command = new ArrayList<>();
        command.add(distribution.resolve(spec.launcher()).toString());
        command.addAll(spec.arguments());
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .redirectInput(ProcessBuilder.Redirect.from(nullDevice())).start();
            return new ComponentProcess(
                    new ClusterState.Component(spec.name(), process.pid(), started(process.toHandle()),
                            spec.health()),
                    process.toHandle());
        } catch (IOException e) {
            throw new ClusterException("cannot start " + command.getFirst() + ": " + e.getMessage());
        }
    }

    private static java.io.File nullDevice() {
        return new java.io.File(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");
    }

    /** The process of {@code component} if it still runs; a pid that now belongs to another process does not count. */
    public static Optional<ComponentProcess> find(ClusterState.Component component) {
        return ProcessHandle.of(component.pid()).filter(ProcessHandle::isAlive)
                .filter(handle -> Math.abs(started(handle) - component.started()) < 2000)
                .map(handle -> new ComponentProcess(component, handle));
    }

    private static long started(ProcessHandle handle) {
        return handle.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L);
    }

    public boolean alive() {
        return handle.isAlive();
    }

    /** Asks it to end, waits up to {@code patience}, then kills it. */
    public void stop(Duration patience) {
        handle.destroy();
        try {
            handle.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            handle.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            handle.destroyForcibly();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The last line of a log that says something, for an error message. */
    public static String lastWords(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            for (int i = lines.size() - 1; i >= 0; i--) {
                if (!lines.get(i).isBlank()) {
                    return lines.get(i).strip();
                }
            }
        } catch (IOException unreadable) {
            return "see " + log;
        }
        return "see " + log;
    }
}
