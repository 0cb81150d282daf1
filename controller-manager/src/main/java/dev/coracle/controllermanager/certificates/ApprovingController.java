package dev.coracle.controllermanager.certificates;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.base.tls.SigningRequest;
import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Result;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.wire.Copies;
import dev.coracle.client.wire.Serialization;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestConditionBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestStatus;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Watches certificate signing requests. {@code reconcile}: a kubelet's request for a client certificate is approved if whoever made it may create
 * the subresource {@code nodeclient} of requests, or {@code selfnodeclient} when it is for itself.
 */
public final class ApprovingController {

    private static final String NAME = "certificatesigningrequest-approving-controller";
    private static final Logger log = LoggerFactory.getLogger(ApprovingController.class);

    private final ApiClient client;
    private final Informer<CertificateSigningRequest> requests;

    private ApprovingController(ControllerContext context) {
        this.client = context.client();
        this.requests = context.informers().informer(CertificateSigningRequest.class);
    }

    public static ControllerFactory factory() {
        return ControllerFactory.of(NAME, context -> new ApprovingController(context).start(context));
    }

    private AutoCloseable start(ControllerContext context) {
        Controller controller = Controller.named(NAME, context.clock()).watches(requests).reconciler(this::reconcile)
                .build();
        controller.start();
        return controller;
    }

    private Result reconcile(String name) {
        requests.cache().get("", name)
                .filter(r -> !Requests.isIssued(r) && !Requests.has(r, "Approved") && !Requests.has(r, "Denied"))
                .filter(r -> Signer.KUBELET_CLIENT.signerName().equals(r.getSpec().getSignerName()))
                .ifPresent(this::handle);
        return Result.done();
    }

    private void handle(CertificateSigningRequest request) {
        SigningRequest asked;
        try {
            asked = SigningRequest.parse(Requests.pem(request));
        } catch (GeneralSecurityException e) {
            log.warn("{} can't be read: {}", request.getMetadata().getName(), e.getMessage());
            return;
        }
        if (!Signer.isKubeletClient(asked, request.getSpec().getUsages())) {
            return;
        }
        if (asked.commonName().equals(request.getSpec().getUsername()) && may(request, "selfnodeclient")) {
            approve(request, "Auto approving self kubelet client certificate after SubjectAccessReview.");
        } else if (may(request, "nodeclient")) {
            approve(request, "Auto approving kubelet client certificate after SubjectAccessReview.");
        }
    }

    private boolean may(CertificateSigningRequest request, String subresource) {
        ObjectNode review = Json.object().put("apiVersion", "authorization.k8s.io/v1").put("kind",
                "SubjectAccessReview");
        ObjectNode spec = review.putObject("spec").put("user", request.getSpec().getUsername()).put("uid",
                request.getSpec().getUid());
        request.getSpec().getGroups().forEach(spec.putArray("groups")::add);
        if (request.getSpec().getExtra() != null) {
            ObjectNode extra = spec.putObject("extra");
            request.getSpec().getExtra().forEach((key, values) -> values.forEach(extra.putArray(key)::add));
        }
        spec.putObject("resourceAttributes").put("group", "certificates.k8s.io").put("version", "*")
                .put("resource", "certificatesigningrequests").put("verb", "create").put("subresource", subresource);
        return Trees.bool(client.raw("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                Optional.of(review)), "status", "allowed");
    }

    private void approve(CertificateSigningRequest request, String message) {
        CertificateSigningRequest approved = Copies.deepCopy(request);
        CertificateSigningRequestStatus status = approved.getStatus() == null
                ? new CertificateSigningRequestStatus()
                : approved.getStatus();
        List<CertificateSigningRequestCondition> conditions = new ArrayList<>(Requests.conditions(request));
        conditions.add(new CertificateSigningRequestConditionBuilder().withType("Approved").withStatus("True")
                .withReason("AutoApproved").withMessage(message).build());
        status.setConditions(conditions);
        approved.setStatus(status);
        try {
            client.raw("PUT", "/apis/certificates.k8s.io/v1/certificatesigningrequests/"
                    + request.getMetadata().getName() + "/approval", Optional.of(Serialization.toTree(approved)));
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }
}
