package dev.coracle.controllermanager.certificates;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Reading certificate signing requests. Source: certificates.k8s.io/v1. */
final class Requests {

    private Requests() {}

    static List<CertificateSigningRequestCondition> conditions(CertificateSigningRequest request) {
        return request.getStatus() == null || request.getStatus().getConditions() == null
                ? List.of()
                : request.getStatus().getConditions();
    }

    /** Whether it has a condition of a type, whatever its status: approvals and denials can't be taken back. */
    static boolean has(CertificateSigningRequest request, String type) {
        return conditions(request).stream().anyMatch(condition -> type.equals(condition.getType()));
    }

    static boolean isApproved(CertificateSigningRequest request) {
        return has(request, "Approved") && !has(request, "Denied");
    }

    static boolean isIssued(CertificateSigningRequest request) {
        return request.getStatus() != null && request.getStatus().getCertificate() != null
                && !request.getStatus().getCertificate().isEmpty();
    }

    /** The PEM that is asked with. */
    static byte[] pem(CertificateSigningRequest request) {
        return decoded(request.getSpec().getRequest());
    }

    static byte[] decoded(String base64) {
        try {
            return Base64.getMimeDecoder().decode(base64.getBytes(StandardCharsets.US_ASCII));
        } catch (IllegalArgumentException malformed) {
            return new byte[0];
        }
    }
}
