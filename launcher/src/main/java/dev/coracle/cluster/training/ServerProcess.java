package dev.coracle.cluster.training;

import dev.coracle.cluster.component.ComponentSpec;
import dev.coracle.cluster.folder.ClusterException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The API server as a process whose JVM writes an AOT cache when it ends; that takes it a while. */
final class ServerProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Process process;

    private ServerProcess(Process process) {
        this.process = process;
    }

    static ServerProcess start(String launcher, ComponentSpec spec) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(launcher);
        command.addAll(spec.arguments());
        return new ServerProcess(new ProcessBuilder(command).inheritIO().start());
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new ClusterException("the API server was not done with its AOT cache within " + PATIENCE.toMinutes()
                    + " minutes and was killed");
        }
    }
}
