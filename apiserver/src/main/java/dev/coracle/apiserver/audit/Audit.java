package dev.coracle.apiserver.audit;

import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.audit.backend.AuditBackend;
import dev.coracle.apiserver.audit.backend.AuditBackends;
import dev.coracle.apiserver.audit.backend.AuditMetrics;
import dev.coracle.apiserver.audit.backend.AuditSettings;
import dev.coracle.apiserver.audit.policy.AuditPolicy;
import dev.coracle.apiserver.audit.policy.Decision;
import dev.coracle.apiserver.audit.policy.Level;
import dev.coracle.apiserver.audit.policy.PolicyFile;
import dev.coracle.apiserver.audit.policy.Stage;
import dev.coracle.apiserver.encoding.Answers;
import dev.coracle.apiserver.request.Notes;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.clock.Clock;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/**
 * The station that keeps a record of requests, as its policy says. It stands between authentication and everything else, so that what is refused is recorded
 * too. Without a policy it does nothing but call on. Safe for use by any number of threads.
 */
public final class Audit implements AutoCloseable {

    /** Keeps nothing. */
    public static final Audit OFF = new Audit(Optional.empty());

    private record Recording(AuditPolicy policy, AuditBackend backend, Clock clock) {}

    private final Optional<Recording> recording;

    private Audit(Optional<Recording> recording) {
        this.recording = recording;
    }

    /** Nothing is kept without both a policy and a backend, as in the original. @throws IOException naming the file that does not serve */
    public static Audit start(AuditSettings settings, Clock clock) throws IOException {
        if (settings.policy().isEmpty()) {
            return OFF;
        }
        AuditPolicy policy = PolicyFile.read(settings.policy().get());
        return AuditBackends.start(settings, clock).map(backend -> of(policy, backend, clock)).orElse(OFF);
    }

    static Audit of(AuditPolicy policy, AuditBackend backend, Clock clock) {
        return new Audit(Optional.of(new Recording(policy, backend, clock)));
    }

    /**
     * Records a request whose sender is known, around what answers it.
     *
     * @param next answers; a refusal is an answer
     */
    public HttpResponse around(RequestContext context, Function<RequestContext, HttpResponse> next) {
        return recording.isEmpty() ? next.apply(context) : recorded(recording.get(), context, next);
    }

    private static HttpResponse recorded(Recording recording, RequestContext context,
            Function<RequestContext, HttpResponse> next) {
        Decision decision = recording.policy.decide(Optional.of(context.user()), context.info());
        AuditMetrics.decided(decision.level());
        if (decision.level() == Level.NONE) {
            return next.apply(context);
        }
        RequestContext noted = context.withNotes(Notes.kept(decision.level().atLeast(Level.REQUEST)));
        AuditTrail trail = new AuditTrail(noted, Optional.of(noted.user()), decision, recording.backend,
                recording.clock);
        if (!trail.received()) {
            AuditMetrics.rejected();
            return Answers.status(context.request(),
                    StatusException.internal("failed to store audit event").status());
        }
        try {
            return trail.answered(next.apply(noted));
        } catch (RuntimeException | Error bug) {
            trail.panicked(bug);
            throw bug;
        }
    }

    /** Records a request whose sender was not let in. */
    public void refused(RequestContext context, HttpResponse answer) {
        if (recording.isEmpty()) {
            return;
        }
        Recording to = recording.get();
        Decision decision = to.policy.decide(Optional.empty(), context.info());
        AuditMetrics.decided(decision.level());
        if (decision.level() != Level.NONE) {
            new AuditTrail(context.withNotes(Notes.kept(false)), Optional.empty(), decision, to.backend, to.clock)
                    .record(Stage.RESPONSE_STARTED, answer);
        }
    }

    /** What the record says of a request that the server failed at: what kind of bug, not its message, which may hold parts of objects. */
    static Status panic(Throwable bug) {
        return new Status(500, "InternalError", "APIServer panic'd: " + bug.getClass().getName(), StatusDetails.NONE);
    }

    @Override
    public void close() {
        recording.ifPresent(to -> to.backend.close());
    }
}
