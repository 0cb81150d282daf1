package dev.coracle.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.coracle.base.clock.Await;
import dev.coracle.base.wire.FreePorts;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An etcd server of the machine's own, in a folder and on ports of its own. */
public final class EtcdProcess implements AutoCloseable {

    private final Process process;
    private final String url;

    private EtcdProcess(Process process, String url) {
        this.process = process;
        this.url = url;
    }

    public static Optional<Path> onPath(String name) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, name)).filter(Files::isExecutable).findFirst();
    }

    public static EtcdProcess start(Path folder) throws IOException {
        Optional<Path> etcd = onPath("etcd");
        assumeTrue(etcd.isPresent(), "no etcd on the PATH: not tested against it");
        String url = "http://127.0.0.1:" + FreePorts.any();
        String peers = "http://127.0.0.1:" + FreePorts.any();
        ProcessBuilder builder = new ProcessBuilder(etcd.orElseThrow().toString(), "--data-dir", folder.toString(),
                "--listen-client-urls", url, "--advertise-client-urls", url, "--listen-peer-urls", peers,
                "--initial-advertise-peer-urls", peers, "--initial-cluster", "default=" + peers, "--log-level", "error",
                "--unsafe-no-fsync");
        builder.environment().put("ETCD_UNSUPPORTED_ARCH", "");
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        return new EtcdProcess(builder.start(), url);
    }

    public String url() {
        return url;
    }

    /** Waits until it answers, or has ended. */
    public void awaitHealth() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            Await.until(() -> healthy(client) || !process.isAlive());
        }
        if (!process.isAlive()) {
            throw new IOException("etcd at " + url + " has ended with code " + process.exitValue());
        }
    }

    private boolean healthy(HttpClient client) throws InterruptedException {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/health")).build();
            return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() throws Exception {
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
    }
}
