package dev.coracle.controllermanager.certificates;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.tls.Pem;
import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Result;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/**
 * Removes certificate signing requests that nobody looks at any more: answered ones after an hour, unanswered ones after a day, issued ones when
 * their certificate has expired. Looks every ten minutes.
 */
public final class CleaningController {

    private static final String NAME = "certificatesigningrequest-cleaner-controller";
    private static final String SWEEP = "sweep";
    private static final Duration PERIOD = Duration.ofMinutes(10);
    private static final Duration ANSWERED = Duration.ofHours(1);
    private static final Duration PENDING = Duration.ofHours(24);

    private final ApiClient client;
    private final Clock clock;
    private final Informer<CertificateSigningRequest> requests;

    private CleaningController(ControllerContext context) {
        this.client = context.client();
        this.clock = context.clock();
        this.requests = context.informers().informer(CertificateSigningRequest.class);
    }

    public static ControllerFactory factory() {
        return ControllerFactory.of(NAME, context -> new CleaningController(context).start());
    }

    private AutoCloseable start() {
        Controller controller = Controller.named(NAME, clock).reads(requests).reconciler(key -> sweep()).build();
        controller.queue().add(SWEEP);
        controller.start();
        return controller;
    }

    private Result sweep() {
        Instant now = clock.now();
        requests.cache().list().stream().filter(request -> isOver(request, now)).forEach(this::delete);
        return Result.requeueAfter(PERIOD);
    }

    private void delete(CertificateSigningRequest request) {
        try {
            client.resources(CertificateSigningRequest.class).delete("", request.getMetadata().getName(),
                    DeleteOptions.DEFAULT.withUid(request.getMetadata().getUid()));
        } catch (ApiException e) {
            if (!e.isNotFound() && !e.isConflict()) {
                throw e;
            }
        }
    }

    /** Whether nobody needs it any more. */
    static boolean isOver(CertificateSigningRequest request, Instant now) {
        boolean issued = Requests.isIssued(request);
        if (Requests.conditions(request).isEmpty()) {
            return isOlder(request.getMetadata().getCreationTimestamp(), PENDING, now);
        }
        if (issued && Requests.has(request, "Approved") && hasExpired(request, now)) {
            return true;
        }
        return Requests.conditions(request).stream().anyMatch(condition -> switch (condition.getType()) {
            case "Approved" -> isOlder(condition.getLastUpdateTime(), issued ? ANSWERED : PENDING, now);
            case "Denied", "Failed" -> isOlder(condition.getLastUpdateTime(), ANSWERED, now);
            default -> false;
        });
    }

    private static boolean isOlder(@org.jspecify.annotations.Nullable String time, Duration age, Instant now) {
        try {
            return time != null && Instant.parse(time).plus(age).isBefore(now);
        } catch (DateTimeException malformed) {
            return false;
        }
    }

    private static boolean hasExpired(CertificateSigningRequest request, Instant now) {
        try {
            return Pem.certificates(Requests.decoded(request.getStatus().getCertificate())).getFirst().getNotAfter()
                    .toInstant().isBefore(now);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
