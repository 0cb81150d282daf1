package dev.coracle.apiserver.diagnostics;

import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.metrics.Metrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** {@code /metrics}. */
public final class MetricsPath implements Function<RequestContext, Optional<HttpResponse>> {

    private final List<Runnable> looks;

    /** @param looks take a look at what is counted only when somebody asks */
    public MetricsPath(List<Runnable> looks) {
        this.looks = List.copyOf(looks);
    }

    @Override
    public Optional<HttpResponse> apply(RequestContext context) {
        if (!context.request().path().equals("/metrics")) {
            return Optional.empty();
        }
        looks.forEach(Runnable::run);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Metrics.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(HttpResponse.of(200, Metrics.CONTENT_TYPE, out.toByteArray()));
    }
}
