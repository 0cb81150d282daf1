package dev.coracle.apiserver.proxy;

import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.tracing.AskedStep;
import dev.coracle.apiserver.tracing.Step;
import dev.coracle.base.wire.HttpHead;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLException;

/**
 * Passes requests on to backends of one kind, and their answers back as they come. Redirects are never followed. Safe for use by any number of threads.
 */
public final class Upstream {

    /** A plain answer, whose body is read as it comes and must be closed. */
    public record Answer(int status, Map<String, List<String>> headers, InputStream body) {

        /** The same for the client. */
        public HttpResponse response() {
            return new HttpResponse.Stream(status, ForwardedHeaders.response(headers), new PipedBody(body));
        }

        public Optional<String> header(String name) {
            return headers.entrySet().stream().filter(e -> e.getKey().equalsIgnoreCase(name))
                    .flatMap(e -> e.getValue().stream()).findFirst();
        }
    }

    private final Dialler dialler;
    private final Upgrading upgrading;
    private final ReentrantLock lock = new ReentrantLock();
    private Optional<HttpClient> made = Optional.empty();

    public Upstream(Dialler dialler) {
        this.dialler = dialler;
        this.upgrading = new Upgrading(dialler);
    }

    /** Made when it is first needed: a client has threads, and most servers never pass anything on. */
    private HttpClient client() {
        lock.lock();
        try {
            HttpClient client = made.orElseGet(() -> HttpClient.newBuilder().sslContext(dialler.tls())
                    .version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(30))
                    .followRedirects(HttpClient.Redirect.NEVER).build());
            made = Optional.of(client);
            return client;
        } finally {
            lock.unlock();
        }
    }

    /**
     * One request without an upgrade.
     *
     * @param headers as the backend is to get them
     * @param timeout until the answer begins; empty for as long as it takes
     * @throws IOException with the reason in the words of a Go client, as far as it is a usual one
     */
    public Answer send(String method, Backend backend, String target, Map<String, List<String>> headers, byte[] body,
            Optional<Duration> timeout) throws IOException {
        try (Step step = AskedStep.begin(method, backend.uri(target))) {
            Answer answer = exchange(method, backend, target, AskedStep.joined(headers, step), body, timeout, step);
            AskedStep.answered(step, answer.status());
            return answer;
        }
    }

    private Answer exchange(String method, Backend backend, String target, Map<String, List<String>> headers,
            byte[] body, Optional<Duration> timeout, Step step) throws IOException {
        java.net.http.HttpRequest.Builder builder = java.net.http.HttpRequest.newBuilder(backend.uri(target)).method(
                method,
                body.length == 0
                        ? java.net.http.HttpRequest.BodyPublishers.noBody()
                        : java.net.http.HttpRequest.BodyPublishers.ofByteArray(body));
        timeout.ifPresent(builder::timeout);
        headers.forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        try {
            java.net.http.HttpResponse<InputStream> answer = client().send(builder.build(),
                    java.net.http.HttpResponse.BodyHandlers.ofInputStream());
            return new Answer(answer.statusCode(), new TreeMap<>(answer.headers().map()), answer.body());
        } catch (HttpTimeoutException e) {
            step.span().failed("context deadline exceeded");
            throw e;
        } catch (IOException e) {
            step.span().failed(reason(backend, e));
            throw new IOException(reason(backend, e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.serviceUnavailable("the server is stopping");
        }
    }

    /** What a Go client would call it. */
    public static String reason(Backend backend, IOException e) {
        boolean unknown = e instanceof UnknownHostException || e.getCause() instanceof UnresolvedAddressException
                || e.getCause() != null && e.getCause().getCause() instanceof UnresolvedAddressException;
        if (unknown) {
            return "dial tcp: lookup " + backend.host() + ": no such host";
        }
        return switch (e) {
            case ConnectException refused ->
                "dial tcp " + backend.authority() + ": connect: "
                        + (refused.getMessage() == null ? "connection refused" : lower(refused.getMessage()));
            case SSLException tls -> "tls: failed to verify certificate: " + tls.getMessage();
            default -> String.valueOf(e.getMessage());
        };
    }

    private static String lower(String message) {
        return message.substring(0, 1).toLowerCase(java.util.Locale.ROOT) + message.substring(1);
    }

    /**
     * Asks for the protocol that the client asks for, and relays from then on.
     *
     * @throws StatusException if there is no usable answer; an answer with an error is passed back
     */
    public HttpResponse upgrade(String method, String protocol, Backend backend, String target,
            Map<String, List<String>> headers) {
        return switch (ask(method, protocol, backend, target, headers)) {
            case Upgrading.Answer.Agreed agreed -> RelaySession.answer(agreed.head(), agreed.connection());
            case Upgrading.Answer.Refused refused -> refusal(refused);
        };
    }

    /** The backend's word on an upgrade. @throws StatusException if it can't be reached */
    public Upgrading.Answer ask(String method, String protocol, Backend backend, String target,
            Map<String, List<String>> headers) {
        try (Step step = AskedStep.begin(method, backend.uri(target))) {
            Upgrading.Answer answer = upgrading.ask(backend, method, target, protocol,
                    AskedStep.joined(headers, step));
            AskedStep.answered(step, answer.head().status());
            return answer;
        } catch (IOException e) {
            throw failed("error dialing backend: " + reason(backend, e));
        }
    }

    /** A refused upgrade, for the client. */
    public static HttpResponse refusal(Upgrading.Answer.Refused refused) {
        if (refused.status() < 400) {
            throw failed("invalid upgrade response: status code " + refused.status());
        }
        return new HttpResponse.Bytes(refused.status(), ForwardedHeaders.response(headers(refused.head())),
                refused.body());
    }

    private static Map<String, List<String>> headers(HttpHead head) {
        Map<String, List<String>> map = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        head.fields().forEach(f -> map.computeIfAbsent(f.name(), n -> new java.util.ArrayList<>()).add(f.value()));
        return map;
    }

    private static StatusException failed(String why) {
        return new StatusException(new Status(500, "", why, StatusDetails.NONE));
    }
}
