package dev.coracle.store.etcd;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coracle.base.lifecycle.ProcessLimit;
import dev.coracle.store.EtcdProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** etcd's own command-line client, of whatever version the machine has. */
final class Etcdctl {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final String program;
    private final String url;

    private Etcdctl(String program, String url) {
        this.program = program;
        this.url = url;
    }

    /** Skips the test if there is none. */
    static Etcdctl of(EtcdTestServer etcd) {
        return of("http://127.0.0.1:" + etcd.server.port());
    }

    static Etcdctl of(String url) {
        assumeTrue(EtcdProcess.onPath("etcdctl").isPresent(), "no etcdctl on the PATH: not tested with it");
        return new Etcdctl(EtcdProcess.onPath("etcdctl").orElseThrow().toString(), url);
    }

    Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program, "--endpoints=" + url));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("ETCDCTL_API", "3");
        return ProcessLimit.start(builder, PATIENCE);
    }

    /** Runs a command to its end; all that it says. */
    String run(String... arguments) throws IOException {
        return runWith("", arguments);
    }

    /** @param input what it reads */
    String runWith(String input, String... arguments) throws IOException {
        Process process = start(arguments);
        try (var to = process.outputWriter(StandardCharsets.UTF_8)) {
            to.write(input);
        }
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }
}
