package dev.coracle.apiserver.connect;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.request.HttpRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import javax.net.ssl.SSLContext;

/** Passes a request on to another server and its answer back, as it comes. */
final class Upstream {

    /** What concerns one hop only, or what the JDK's client sets itself. */
    private static final Set<String> NOT_PASSED = Set.of("connection", "keep-alive", "transfer-encoding", "te",
            "trailer",
            "upgrade", "host", "content-length", "proxy-authorization", "authorization", "expect", "http2-settings",
            "accept-encoding");

    private final HttpClient client;

    Upstream(SSLContext tls) {
        client = HttpClient.newBuilder().sslContext(tls).version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(10)).followRedirects(HttpClient.Redirect.NEVER).build();
    }

    HttpResponse pass(HttpRequest request, URI target) {
        java.net.http.HttpRequest.Builder builder = java.net.http.HttpRequest.newBuilder(target).method(
                request.method(),
                request.body().length == 0
                        ? java.net.http.HttpRequest.BodyPublishers.noBody()
                        : java.net.http.HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach((name, values) -> {
            if (!NOT_PASSED.contains(name) && !name.startsWith("impersonate-") && !name.startsWith(":")
                    && !name.startsWith("x-http2-")) {
                values.forEach(value -> builder.header(name, value));
            }
        });
        try {
            java.net.http.HttpResponse<InputStream> answer = client.send(builder.build(),
                    java.net.http.HttpResponse.BodyHandlers.ofInputStream());
            return new HttpResponse.Stream(answer.statusCode(), headers(answer), new PipedBody(answer.body()));
        } catch (IOException e) {
            throw StatusException.serviceUnavailable("error trying to reach service: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.serviceUnavailable("interrupted while reaching " + target.getHost());
        }
    }

    private static List<HttpResponse.Header> headers(java.net.http.HttpResponse<InputStream> answer) {
        List<HttpResponse.Header> headers = new ArrayList<>();
        answer.headers().map().forEach((name, values) -> {
            if (!NOT_PASSED.contains(name.toLowerCase(Locale.ROOT)) && !name.equalsIgnoreCase("date")) {
                values.forEach(value -> headers.add(new HttpResponse.Header(name, value)));
            }
        });
        return headers;
    }
}
