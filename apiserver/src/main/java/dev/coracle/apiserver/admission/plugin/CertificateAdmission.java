package dev.coracle.apiserver.admission.plugin;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import tools.jackson.databind.node.ObjectNode;

/** Who may approve and sign certificate signing requests, and what nobody may ask for. */
public final class CertificateAdmission {

    private static final String GROUP = "certificates.k8s.io";

    private CertificateAdmission() {}

    /** Approving takes the verb {@code approve} on the signer. */
    public static AdmissionPlugin approval(Authorization authorization) {
        return new SignerVerb("CertificateApproval", "approval", "approve", authorization);
    }

    /** Writing a certificate into the status takes the verb {@code sign} on the signer. */
    public static AdmissionPlugin signing(Authorization authorization) {
        return new SignerVerb("CertificateSigning", "status", "sign", authorization);
    }

    private record SignerVerb(String name, String subresource, String verb, Authorization authorization)
            implements
                AdmissionPlugin {

        @Override
        public void validate(AdmissionRequest request) {
            if (request.operation() != Operation.UPDATE || !request.subresource().equals(subresource)
                    || !Requests.isOf(request, GROUP, "certificatesigningrequests")) {
                return;
            }
            ObjectNode old = request.old().orElse(request.object());
            if (verb.equals("sign") && Trees.string(old, "status", "certificate")
                    .equals(Trees.string(request.object(), "status", "certificate"))) {
                return;
            }
            String signer = Trees.string(old, "spec", "signerName");
            if (!may(request.context().user(), signer)) {
                throw Requests.forbidden(request,
                        "user not permitted to " + verb + " requests with signerName \"" + signer + "\"");
            }
        }

        private boolean may(UserInfo user, String signer) {
            return authorization.allows(user, info(signer))
                    || authorization.allows(user, info(signer.split("/", 2)[0] + "/*"));
        }

        private RequestInfo info(String signer) {
            return new RequestInfo(true, verb, "", GROUP, "*", "", "signers", "", signer, "");
        }
    }

    /** Nobody becomes an administrator by asking for a certificate. */
    public static AdmissionPlugin subjectRestriction() {
        return new AdmissionPlugin() {
            @Override
            public String name() {
                return "CertificateSubjectRestriction";
            }

            @Override
            public void validate(AdmissionRequest request) {
                if (Requests.is(request, Operation.CREATE, GROUP, "certificatesigningrequests")
                        && Trees.string(request.object(), "spec", "signerName")
                                .equals("kubernetes.io/kube-apiserver-client")
                        && asksForMasters(Trees.string(request.object(), "spec", "request"))) {
                    throw Requests.forbidden(request, "use of kubernetes.io/kube-apiserver-client signer with "
                            + "system:masters group is not allowed");
                }
            }
        };
    }

    private static boolean asksForMasters(String base64) {
        try (PEMParser parser = new PEMParser(new InputStreamReader(
                new ByteArrayInputStream(Base64.getDecoder().decode(base64)), StandardCharsets.US_ASCII))) {
            Optional<Object> read = Optional.ofNullable(parser.readObject());
            if (read.isPresent() && read.get() instanceof PKCS10CertificationRequest asked) {
                for (RDN rdn : asked.getSubject().getRDNs(BCStyle.O)) {
                    if (rdn.getFirst().getValue().toString().equals("system:masters")) {
                        return true;
                    }
                }
            }
            return false;
        } catch (IOException | IllegalArgumentException malformed) {
            return false;
        }
    }
}
