package dev.coracle.apiserver.admission.plugin.escalation;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
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
                        && RequestedSubject
                                .organizations(Trees.string(request.object(), "spec", "request"))
                                .contains("system:masters")) {
                    throw Requests.forbidden(request, "use of kubernetes.io/kube-apiserver-client signer with "
                            + "system:masters group is not allowed");
                }
            }
        };
    }
}
