package dev.coracle.apiserver.aggregation.extension;

import dev.coracle.apiserver.proxy.Backend;
import dev.coracle.apiserver.proxy.Upstream;
import dev.coracle.apiserver.request.UserInfo;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What this server asks extension servers on its own account. Every question has an end, whatever the other side does. */
public final class ExtensionClient {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int MAX_BODY = 32 << 20;

    /** A whole answer. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Answer(int status, Upstream.Answer head, byte[] body) {}

    private final ServiceResolver resolver;
    private final ExtensionWires wires;

    public ExtensionClient(ServiceResolver resolver, ExtensionWires wires) {
        this.resolver = resolver;
        this.wires = wires;
    }

    /**
     * Asks, and reads the whole answer if it is 200.
     *
     * @param headers beyond those that say who asks
     * @throws IOException with the reason, the address among it
     */
    public Answer get(ExtensionServer server, String path, UserInfo user, Map<String, String> headers)
            throws IOException, InterruptedException {
        Backend backend = resolver.resolve(server);
        Map<String, List<String>> fields = new TreeMap<>();
        headers.forEach((name, value) -> fields.put(name, List.of(value)));
        FrontProxyIdentity.putInto(fields, user);
        FutureTask<Answer> task = new FutureTask<>(() -> ask(wires.to(server), backend, path, fields));
        Thread asking = Thread.ofVirtual().name("extension-client").start(task);
        try {
            return task.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException(shown(backend, path) + "context deadline exceeded", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            String why = cause instanceof HttpTimeoutException
                    ? "context deadline exceeded"
                    : String.valueOf(cause.getMessage());
            throw new IOException(shown(backend, path) + why, e);
        } finally {
            asking.interrupt();
        }
    }

    private static String shown(Backend backend, String path) {
        return "failing or missing response from " + backend.uri(path) + ": Get \"" + backend.uri(path) + "\": ";
    }

    private static Answer ask(Upstream upstream, Backend backend, String path, Map<String, List<String>> headers)
            throws IOException {
        Upstream.Answer answer = upstream.send("GET", backend, path, headers, new byte[0], Optional.of(PATIENCE));
        try (InputStream body = answer.body()) {
            byte[] bytes = answer.status() == 200 ? body.readNBytes(MAX_BODY) : new byte[0];
            return new Answer(answer.status(), answer, bytes);
        }
    }

    /** Whether it answers on its discovery path: several attempts at once, of which one must succeed. @throws IOException with the last reason */
    public void check(ExtensionServer server, int attempts) throws IOException, InterruptedException {
        java.util.concurrent.BlockingQueue<Optional<IOException>> results = new java.util.concurrent.LinkedBlockingQueue<>();
        for (int i = 0; i < attempts; i++) {
            Thread.ofVirtual().name("discovery-check").start(() -> results.add(attempt(server)));
        }
        IOException last = new IOException("not asked");
        for (int i = 0; i < attempts; i++) {
            Optional<IOException> failure = results.take();
            if (failure.isEmpty()) {
                return;
            }
            last = failure.get();
        }
        throw last;
    }

    private Optional<IOException> attempt(ExtensionServer server) {
        try {
            Answer answer = get(server, server.path(), FrontProxyIdentity.AGGREGATOR, Map.of());
            if (answer.status() >= 200 && answer.status() < 300) {
                return Optional.empty();
            }
            String where = resolver.resolve(server).uri(server.path()).toString();
            return Optional.of(new IOException("failing or missing response from " + where + ": bad status from "
                    + where + ": " + answer.status()));
        } catch (IOException e) {
            return Optional.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new IOException("the server is stopping"));
        }
    }
}
