package dev.coracle.controllermanager.certificates;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.tls.CertificateAuthority;
import dev.coracle.base.tls.KeyFiles;
import dev.coracle.base.tls.SigningRequest;
import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Result;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import dev.coracle.client.wire.Copies;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestConditionBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestStatus;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches certificate signing requests. {@code reconcile}: one that is approved, and whose signer is one of the cluster's own, gets its
 * certificate, or the condition Failed if the signer is not for such requests. Source: certificates.k8s.io/v1.
 */
public final class SigningController {

    private static final String NAME = "certificatesigningrequest-signing-controller";
    private static final Logger log = LoggerFactory.getLogger(SigningController.class);
    /** Clocks differ. */
    private static final Duration BACKDATE = Duration.ofMinutes(5);
    private static final Duration LEAST = Duration.ofMinutes(10);
    /** Of shorter ones nothing is taken off for what they begin earlier. */
    private static final Duration SHORT = Duration.ofHours(8);

    private final ApiClient client;
    private final Clock clock;
    private final SigningOptions options;
    private final Informer<CertificateSigningRequest> requests;

    private SigningController(ControllerContext context) {
        this.client = context.client();
        this.clock = context.clock();
        this.options = context.options().signing();
        this.requests = context.informers().informer(CertificateSigningRequest.class);
    }

    public static ControllerFactory factory() {
        return ControllerFactory.of(NAME, context -> {
            if (context.options().signing().authorities().isEmpty()) {
                log.info("no certificates are signed: there is no --cluster-signing-cert-file");
                return () -> {};
            }
            return new SigningController(context).start(context);
        });
    }

    private AutoCloseable start(ControllerContext context) {
        Controller controller = Controller.named(NAME, context.clock()).watches(requests)
                .workers(context.options().workersOf(NAME, 1)).reconciler(this::reconcile).build();
        controller.start();
        return controller;
    }

    private Result reconcile(String name) {
        Optional<CertificateSigningRequest> found = requests.cache().get("", name)
                .filter(r -> Requests.isApproved(r) && !Requests.has(r, "Failed") && !Requests.isIssued(r));
        Optional<Signer> signer = found.flatMap(r -> Arrays.stream(Signer.values())
                .filter(s -> s.signerName().equals(r.getSpec().getSignerName())).findFirst());
        if (signer.isPresent() && options.authorities().containsKey(signer.get())) {
            handle(Copies.deepCopy(found.orElseThrow()), signer.get());
        }
        return Result.done();
    }

    private void handle(CertificateSigningRequest request, Signer signer) {
        if (request.getStatus() == null) {
            request.setStatus(new CertificateSigningRequestStatus());
        }
        try {
            SigningRequest asked = SigningRequest.parse(Requests.pem(request));
            List<String> usages = request.getSpec().getUsages();
            Optional<String> objection = signer.objection(asked, usages);
            if (objection.isPresent()) {
                fail(request, objection.get());
            } else {
                request.getStatus().setCertificate(signed(signer, asked, request));
            }
            client.resources(CertificateSigningRequest.class).updateStatus(request);
        } catch (GeneralSecurityException e) {
            log.warn("{} can't be read: {}", request.getMetadata().getName(), e.getMessage());
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalStateException("error auto signing csr: " + e.getMessage(), e);
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    private void fail(CertificateSigningRequest request, String why) {
        List<io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition> conditions = new ArrayList<>(
                Requests.conditions(request));
        conditions.add(new CertificateSigningRequestConditionBuilder().withType("Failed").withStatus("True")
                .withReason("SignerValidationFailure").withMessage(why)
                .withLastUpdateTime(dev.coracle.api.meta.Meta.time(clock.now())).build());
        request.getStatus().setConditions(conditions);
    }

    private String signed(Signer signer, SigningRequest asked, CertificateSigningRequest request)
            throws IOException, GeneralSecurityException {
        SigningOptions.Authority files = options.authorities().get(signer);
        if (files == null) {
            throw new IOException("there is no authority for " + signer.signerName());
        }
        CertificateAuthority authority = CertificateAuthority.load(files.certificate(), files.key(), clock);
        Instant now = clock.now();
        Instant last = authority.certificate().getNotAfter().toInstant();
        if (!now.isBefore(last)) {
            throw new IOException("refusing to sign a certificate that expired in the past: NotAfter=" + last);
        }
        Duration life = life(request.getSpec().getExpirationSeconds());
        Instant end = now.plus(life.compareTo(SHORT) < 0 ? life : life.minus(BACKDATE));
        X509Certificate made = authority.sign(asked, request.getSpec().getUsages(), now.minus(BACKDATE),
                end.isBefore(last) ? end : last);
        String pem = KeyFiles.pem("CERTIFICATE", made.getEncoded());
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
    }

    /** As long as is asked, within bounds. */
    private Duration life(@org.jspecify.annotations.Nullable Integer seconds) {
        if (seconds == null || Duration.ofSeconds(seconds).compareTo(options.life()) > 0) {
            return options.life();
        }
        Duration asked = Duration.ofSeconds(seconds);
        return asked.compareTo(LEAST) < 0 ? LEAST : asked;
    }
}
