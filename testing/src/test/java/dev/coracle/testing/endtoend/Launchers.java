package dev.coracle.testing.endtoend;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.Await;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.client.config.Kubeconfig;
import dev.coracle.client.rest.ApiClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Assumptions;

/** Starting the built launchers as processes, the way other people's tools do. */
final class Launchers {

    private Launchers() {}

    /** The folder of launchers, without which the test is left out; in CI that is a failure. */
    static Path folder() {
        Optional<Path> distribution = RunningCluster.distribution();
        if ("true".equals(System.getenv("CI"))) {
            assertTrue(distribution.isPresent(), "no distribution in launcher/target/dist");
        }
        Assumptions.assumeTrue(distribution.isPresent(), "no distribution in launcher/target/dist: run mvn verify");
        return distribution.orElseThrow().resolve("bin");
    }

    static Process start(Path log, String binary, List<String> flags) throws IOException {
        List<String> line = new ArrayList<>(List.of(binary));
        line.addAll(flags);
        return new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    /** Asks until the answer is 200; a refused connection is a reason to ask again. */
    static void awaitOk(String url, Optional<SSLContext> tls, Process process) throws Exception {
        HttpClient.Builder builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        tls.ifPresent(builder::sslContext);
        try (HttpClient client = builder.build()) {
            Await.until(() -> {
                assertTrue(process.isAlive(), "the process has ended while " + url + " was waited for");
                return isOk(client, url);
            });
        }
    }

    private static boolean isOk(HttpClient client, String url) throws InterruptedException {
        try {
            return client.send(HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(5)).build(),
                    HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
        } catch (IOException refused) {
            return false;
        }
    }

    static ApiClient client(String kubeconfig) throws IOException {
        return ApiClient.connect(
                Kubeconfig.load(kubeconfig.getBytes(StandardCharsets.UTF_8), Path.of(".")), SystemClock.instance(),
                "drop-in-test");
    }

    /** A watch whose answer has begun: its bytes are there to be read. */
    static InputStream openWatch(HttpClient client, String url) throws Exception {
        HttpResponse<InputStream> watch = client.send(HttpRequest.newBuilder(URI.create(url)).build(),
                HttpResponse.BodyHandlers.ofInputStream());
        assertTrue(watch.statusCode() == 200, url + " answered with " + watch.statusCode());
        return watch.body();
    }
}
