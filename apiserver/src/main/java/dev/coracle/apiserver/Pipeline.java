package dev.coracle.apiserver;

import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.audit.Audit;
import dev.coracle.apiserver.authentication.Authentication;
import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.authorization.Impersonation;
import dev.coracle.apiserver.encoding.Answers;
import dev.coracle.apiserver.flow.FlowControl;
import dev.coracle.apiserver.flow.HeavyBodies;
import dev.coracle.apiserver.flow.Permit;
import dev.coracle.apiserver.limit.RequestTimeouts;
import dev.coracle.apiserver.limit.ShutdownGate;
import dev.coracle.apiserver.response.Handler;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.RequestInfoResolver;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.request.Warnings;
import dev.coracle.apiserver.tracing.RequestTrace;
import dev.coracle.apiserver.tracing.Step;
import dev.coracle.apiserver.tracing.Tracing;
import dev.coracle.apiserver.verb.Verbs;
import dev.coracle.base.clock.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The corridor of a request: bytes have become a request before it, and its answer becomes bytes after it. The stations stand in the
 * order in which they are called in {@link #answer}; each refuses by a StatusException. Safe for use by any number of threads.
 */
public final class Pipeline implements Handler {

    private static final Logger log = LoggerFactory.getLogger(Pipeline.class);

    private final Limits limits;
    private final Tracing tracing;
    private final Authentication authentication;
    private final Audit audit;
    private final Impersonation impersonation;
    private final Authorization authorization;
    private final FlowControl flow;
    private final HeavyBodies heavyBodies = new HeavyBodies();
    private final Function<RequestContext, Optional<HttpResponse>> aggregator;
    private final Verbs verbs;
    private final List<Function<RequestContext, Optional<HttpResponse>>> paths;
    private final boolean cbor;
    private final Clock clock;

    /** How long requests take at most, and whether they are taken at all. */
    public record Limits(RequestTimeouts timeouts, ShutdownGate gate) {}

    /** @param tracing follows requests @param aggregator answers for group versions that others serve @param paths what answers to paths that are not resources, in order: discovery, health, metrics, OpenAPI @param cbor whether objects are spoken of in CBOR as well */
    public Pipeline(Limits limits, Tracing tracing, Authentication authentication, Audit audit,
            Authorization authorization,
            FlowControl flow,
            Function<RequestContext, Optional<HttpResponse>> aggregator, Verbs verbs,
            List<Function<RequestContext, Optional<HttpResponse>>> paths, boolean cbor, Clock clock) {
        this.limits = limits;
        this.tracing = tracing;
        this.authentication = authentication;
        this.audit = audit;
        this.impersonation = new Impersonation(authorization);
        this.authorization = authorization;
        this.flow = flow;
        this.aggregator = aggregator;
        this.verbs = verbs;
        this.paths = List.copyOf(paths);
        this.cbor = cbor;
        this.clock = clock;
    }

    @Override
    public HttpResponse handle(HttpRequest request) {
        Optional<HttpResponse> sentAway = limits.gate().refusal(request);
        return sentAway.isPresent() ? sentAway.get() : taken(cbor ? request.withCbor() : request);
    }

    private HttpResponse taken(HttpRequest request) {
        RequestInfo info = RequestInfoResolver.resolve(request);
        String auditId = request.header("audit-id").filter(id -> id.length() <= 64)
                .orElseGet(Pipeline::freshId);
        RequestContext context = new RequestContext(request, info, UserInfo.ANONYMOUS, auditId, clock.now(),
                new Warnings());
        long began = clock.nanoTime();
        RequestMetrics.begins(info);
        HttpResponse response;
        try {
            response = answer(context);
        } catch (StatusException refusal) {
            response = refused(request, refusal);
        } catch (Throwable bug) {
            log.error("{} {} failed; audit id {}", request.method(), request.path(), auditId, bug);
            response = Answers.status(request, INTERNAL);
        }
        return withHeaders(RequestMetrics.count(context, response, clock.nanoTime() - began), context);
    }

    /** It need not be a secret, and the generator of secrets is one that all requests would wait for. */
    private static String freshId() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long high = random.nextLong() & ~0xf000L | 0x4000L; // version 4
        long low = random.nextLong() & Long.MAX_VALUE >>> 1 | Long.MIN_VALUE; // variant 2
        return new UUID(high, low).toString();
    }

    private HttpResponse answer(RequestContext anonymous) {
        try (RequestTrace trace = tracing.arrives(anonymous);
                RequestTimeouts.Lease lease = limits.timeouts().begin(anonymous)) {
            UserInfo user = authenticated(anonymous);
            try (Step serving = trace.served(user); Step auditing = Step.begin("audit")) {
                return trace.answered(
                        audit.around(anonymous.withUser(user), context -> lease.outcome(recorded(context))));
            }
        } catch (StatusException refusal) {
            HttpResponse response = refused(anonymous.request(), refusal);
            audit.refused(anonymous, response);
            return response;
        }
    }

    private UserInfo authenticated(RequestContext anonymous) {
        long began = clock.nanoTime();
        try {
            UserInfo user = authentication.authenticate(anonymous.request());
            long nanos = clock.nanoTime() - began;
            AccessMetrics.letIn(user, nanos);
            FilterMetrics.AUTHENTICATION.passed(nanos);
            return user;
        } catch (StatusException refusal) {
            AccessMetrics.notLetIn(clock.nanoTime() - began);
            throw refusal;
        }
    }

    /** What one who may not do this is told. */
    private Optional<HttpResponse> forbidden(RequestContext context) {
        long began = clock.nanoTime();
        boolean allowed = false;
        try {
            authorization.check(context);
            allowed = true;
            return Optional.empty();
        } catch (StatusException refusal) {
            return Optional.of(unguessed(refused(context.request(), refusal)));
        } finally {
            long nanos = clock.nanoTime() - began;
            AccessMetrics.decided(allowed, nanos);
            FilterMetrics.AUTHORIZATION.passed(nanos);
        }
    }

    /** What a request comes to whose sender is known; a refusal is an answer like others. */
    private HttpResponse recorded(RequestContext context) {
        try (Step impersonating = Step.begin("constrainedimpersonation")) {
            return seated(impersonation.apply(context));
        } catch (StatusException refusal) {
            return unguessed(refused(context.request(), refusal));
        }
    }

    private HttpResponse seated(RequestContext context) {
        try (Step waiting = Step.begin("priorityandfairness")) {
            Permit permit;
            long began = clock.nanoTime();
            try {
                permit = flow.enter(context);
            } catch (StatusException full) {
                return crowded(full.status());
            } finally {
                long waited = clock.nanoTime() - began;
                context.waits().add(waited);
                FilterMetrics.FAIRNESS.passed(waited);
            }
            return seated(context, permit);
        }
    }

    private HttpResponse seated(RequestContext context, Permit permit) {
        HttpResponse response;
        try {
            response = allowed(context);
            for (Map.Entry<String, String> header : permit.headers().entrySet()) {
                response = response.with(header.getKey(), header.getValue());
            }
        } catch (Throwable failed) {
            permit.close();
            throw failed;
        }
        leave(context, permit, response);
        return response;
    }

    /** Who asks for much keeps its seat until it has taken it: its answer takes room, and slow readers would add up. */
    private static void leave(RequestContext context, Permit permit, HttpResponse response) {
        if (response.large()) {
            context.request().lifetime().whenOver(permit::close);
        } else {
            permit.close();
        }
    }

    /** As text, for so does the original; the others' refusals are Status objects. */
    private static HttpResponse crowded(Status status) {
        return HttpResponse.text(status.code(), status.message() + "\n").with("Retry-After",
                Integer.toString(Math.max(1, status.details().retryAfterSeconds())));
    }

    /** What a request comes to that has found room; a refusal is an answer like others. */
    private HttpResponse allowed(RequestContext context) {
        try (Step deciding = Step.begin("authorization")) {
            Optional<HttpResponse> forbidden = forbidden(context);
            if (forbidden.isPresent()) {
                return forbidden.get();
            }
            Optional<HttpResponse> elsewhere = aggregator.apply(context);
            return elsewhere.isPresent()
                    ? elsewhere.get()
                    : context.info().resourceRequest() ? resource(context) : path(context);
        } catch (StatusException refusal) {
            return refused(context.request(), refusal);
        }
    }

    /** What only passes through here is not read, and needs no room. */
    private HttpResponse resource(RequestContext context) {
        return Verbs.longRunning(context.info())
                ? verbs.handle(context)
                : heavyBodies.within(context.request(), () -> verbs.handle(context));
    }

    /** Browsers are not to guess what it is, for names in it are the sender's. */
    private static HttpResponse unguessed(HttpResponse refusal) {
        return refusal.with("X-Content-Type-Options", "nosniff");
    }

    private static HttpResponse refused(HttpRequest request, StatusException refusal) {
        HttpResponse response = Answers.status(request, refusal.status());
        int seconds = refusal.status().details().retryAfterSeconds();
        return seconds > 0 ? response.with("Retry-After", Integer.toString(seconds)) : response;
    }

    private HttpResponse path(RequestContext context) {
        for (Function<RequestContext, Optional<HttpResponse>> path : paths) {
            Optional<HttpResponse> response = path.apply(context);
            if (response.isPresent()) {
                return response.get();
            }
        }
        return HttpResponse.text(404, "404 page not found\n");
    }

    /** Of a document of this server's own, which may be kept by others. What is passed on for somebody else gets our word beside his, as the original's proxies do it. */
    private static boolean saysHowLongItKeeps(HttpResponse response, RequestContext context) {
        return !context.info().resourceRequest() && response instanceof HttpResponse.Bytes
                && response.headers().stream().anyMatch(header -> header.name().equals("Cache-Control"));
    }

    private static HttpResponse withHeaders(HttpResponse response, RequestContext context) {
        HttpResponse with = response.with("Audit-Id", context.auditId());
        if (!saysHowLongItKeeps(response, context)) {
            with = with.with("Cache-Control", "no-cache, private");
        }
        for (String warning : context.warnings().texts()) {
            String text = warning.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("[\r\n]+", " ");
            with = with.with("Warning", "299 - \"" + text + "\"");
        }
        return with;
    }

    private static final Status INTERNAL = new Status(500, "InternalError",
            "Internal error occurred: the server has met an unexpected condition; its log says more",
            StatusDetails.NONE);
}
