package dev.coracle.store.robustness.fault;

import dev.coracle.base.failpoint.Failpoint;
import dev.coracle.base.wire.FreePorts;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An etcd as a process of its own: this project's in a JVM, or another one's program. */
public final class ChildServer implements Server {

    private static final String READY = "ready to serve client requests";
    private static final long START_SECONDS = 60;
    private static final long STOP_SECONDS = 30;
    private static final int LAST_WORDS = 30;

    private final Optional<Path> program;
    private final Path data;
    private final int port;
    private final ArrayDeque<String> said = new ArrayDeque<>();
    private @Nullable Process process;

    private ChildServer(Optional<Path> program, Path data) throws IOException {
        this.program = program;
        this.data = data;
        this.port = FreePorts.any();
    }

    /** This project's, by {@code EtcdMain}. @param data where it writes; made if need be */
    public static ChildServer ours(Path data) throws IOException {
        return new ChildServer(Optional.empty(), data);
    }

    /** Another etcd, to see whether it passes. */
    public static ChildServer of(Path program, Path data) throws IOException {
        return new ChildServer(Optional.of(program), data);
    }

    @Override
    public String address() {
        return "127.0.0.1:" + port;
    }

    @Override
    public boolean hasFailpoints() {
        return program.isEmpty();
    }

    private List<String> command(String failpoints) throws IOException {
        List<String> command = new ArrayList<>();
        String url = "http://" + address();
        if (program.isPresent()) {
            String peer = "http://127.0.0.1:" + FreePorts.any();
            command.addAll(List.of(program.get().toString(), "--listen-peer-urls", peer,
                    "--initial-advertise-peer-urls", peer, "--initial-cluster", "default=" + peer));
        } else {
            command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-Xmx256m",
                    "--enable-native-access=ALL-UNNAMED", "-D" + Failpoint.PROPERTY + "=" + failpoints, "-ea", "-cp",
                    System.getProperty("java.class.path"), "dev.coracle.store.etcd.EtcdMain"));
        }
        command.addAll(List.of("--data-dir", data.toString(), "--listen-client-urls", url, "--advertise-client-urls",
                url));
        return command;
    }

    @Override
    public boolean start(String failpoints) throws Exception {
        CountDownLatch readyOrDead = new CountDownLatch(1);
        boolean[] ready = {false};
        Process started = new ProcessBuilder(command(failpoints)).redirectErrorStream(true).start();
        process = started;
        Thread.ofVirtual().name("server-output").start(() -> {
            try (BufferedReader lines = new BufferedReader(
                    new InputStreamReader(started.getInputStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    remember(line);
                    if (line.contains(READY)) {
                        ready[0] = true;
                        readyOrDead.countDown();
                    }
                }
            } catch (IOException killed) {
                remember(killed.toString());
            }
            readyOrDead.countDown();
        });
        if (!readyOrDead.await(START_SECONDS, TimeUnit.SECONDS)) {
            kill();
            throw new IOException("the server was not ready within " + START_SECONDS + " s: " + lastWords());
        }
        if (!ready[0]) {
            // It has said its last word, but may not be gone yet, and who finds it there takes it for running.
            started.waitFor();
        }
        return ready[0];
    }

    private synchronized void remember(String line) {
        said.add(line);
        if (said.size() > LAST_WORDS) {
            said.remove();
        }
    }

    /** What it said last. */
    public synchronized String lastWords() {
        return String.join("\n", said);
    }

    @Override
    public void kill() throws Exception {
        if (process != null) {
            process.destroyForcibly().waitFor();
        }
    }

    @Override
    public void stop() throws Exception {
        if (process != null) {
            process.destroy();
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                kill();
                throw new IOException("the server did not stop within " + STOP_SECONDS + " s: " + lastWords());
            }
        }
    }

    @Override
    public boolean awaitDeath(long millis) throws Exception {
        return process == null || process.waitFor(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() throws Exception {
        kill();
        if (Files.exists(data)) {
            try (Stream<Path> files = Files.walk(data)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
