package dev.coracle.cluster.component;

import dev.coracle.base.tls.context.TlsContexts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Asks components whether they are ready, over TLS, trusting the cluster's own authority. */
public final class HealthProbe implements AutoCloseable {

    private static final Duration ANSWER = Duration.ofSeconds(3);

    private final HttpClient http;

    public HealthProbe(Path ca) throws IOException {
        http = HttpClient.newBuilder()
                .sslContext(TlsContexts.client(Optional.of(Files.readAllBytes(ca)), Optional.empty(), Optional.empty(),
                        false))
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(ANSWER).build();
    }

    /** Whether the URL answers 200 now. */
    public boolean ready(String url) throws InterruptedException {
        try {
            HttpResponse<Void> answer = http.send(HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER).build(),
                    HttpResponse.BodyHandlers.discarding());
            return answer.statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
