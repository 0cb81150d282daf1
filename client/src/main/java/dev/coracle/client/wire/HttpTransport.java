package dev.coracle.client.wire;

import dev.coracle.client.config.Kubeconfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** HTTP(S) by the JDK's client: one HTTP/2 connection where the server has it, several HTTP/1.1 ones otherwise. */
public final class HttpTransport implements Transport {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final URI server;
    private final HttpClient http;
    private final ExecutorService executor;
    private final Supplier<Optional<String>> token;

    private HttpTransport(URI server, HttpClient http, ExecutorService executor, Supplier<Optional<String>> token) {
        this.server = server;
        this.http = http;
        this.executor = executor;
        this.token = token;
    }

    /** The connection is made by the first request. */
    public static HttpTransport connect(Kubeconfig config) {
        boolean secure = "https".equals(config.server().getScheme());
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        HttpClient.Builder http = HttpClient.newBuilder()
                .executor(executor)
                .connectTimeout(CONNECT_TIMEOUT)
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(secure ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1);
        if (secure) {
            http.sslContext(config.sslContext());
        }
        return new HttpTransport(config.server(), http.build(), executor, config::token);
    }

    @Override
    public Response send(Request request) throws IOException, InterruptedException {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create(base() + request.path()))
                .method(request.method(), request.body().length == 0
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(request.body()));
        request.headers().forEach(builder::setHeader);
        token.get().ifPresent(t -> builder.setHeader("Authorization", "Bearer " + t));
        if (!request.timeout().isZero()) {
            builder.timeout(request.timeout());
        }
        HttpResponse<InputStream> response = measured(builder.build(), request.body().length);
        return new Response() {
            @Override
            public int status() {
                return response.statusCode();
            }

            @Override
            public Optional<String> header(String name) {
                return response.headers().firstValue(name);
            }

            @Override
            public InputStream body() {
                return response.body();
            }

            @Override
            public void close() {
                try {
                    response.body().close();
                } catch (IOException e) {
                    // What is unread is given up: that it can't be read any more is no news.
                }
            }
        };
    }

    private HttpResponse<InputStream> measured(HttpRequest request, int size)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        String code = "<error>";
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            code = Integer.toString(response.statusCode());
            return response;
        } finally {
            RequestMetrics.answered(request.method(), server.getAuthority(), code, size, System.nanoTime() - began);
        }
    }

    private String base() {
        String text = server.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    @Override
    public void close() {
        http.shutdownNow();
        executor.shutdownNow();
    }
}
