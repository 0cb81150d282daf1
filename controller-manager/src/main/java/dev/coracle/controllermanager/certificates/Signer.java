package dev.coracle.controllermanager.certificates;

import dev.coracle.base.tls.SigningRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The signers that a cluster has by itself, and for whom each may sign. Source: certificates.k8s.io/v1. */
public enum Signer {

    KUBELET_SERVING("kubernetes.io/kubelet-serving", "kubelet-serving") {
        @Override
        Optional<String> objection(SigningRequest request, List<String> usages) {
            if (!request.hasHosts() && !request.hasAddresses()) {
                return Optional.of("DNS or IP subjectAltName is required");
            }
            return nodeObjection(request).or(() -> objectionToUsages(usages, "server auth"));
        }
    },
    KUBELET_CLIENT("kubernetes.io/kube-apiserver-client-kubelet", "kubelet-client") {
        @Override
        Optional<String> objection(SigningRequest request, List<String> usages) {
            if (request.hasHosts() || request.hasAddresses()) {
                return Optional.of("DNS and IP subjectAltNames are not allowed");
            }
            return nodeObjection(request).or(() -> objectionToUsages(usages, "client auth"));
        }
    },
    CLIENT("kubernetes.io/kube-apiserver-client", "kube-apiserver-client") {
        @Override
        Optional<String> objection(SigningRequest request, List<String> usages) {
            for (String usage : usages) {
                if (!usage.equals("client auth") && !OPTIONAL.contains(usage)) {
                    return Optional.of("invalid usage for client certificate: " + usage);
                }
            }
            return usages.contains("client auth")
                    ? Optional.empty()
                    : Optional.of("missing required usage for client certificate: client auth");
        }
    },
    LEGACY_UNKNOWN("kubernetes.io/legacy-unknown", "legacy-unknown") {
        @Override
        Optional<String> objection(SigningRequest request, List<String> usages) {
            return Optional.empty();
        }
    };

    private static final Set<String> OPTIONAL = Set.of("digital signature", "key encipherment");

    private final String signerName;
    private final String flag;

    Signer(String signerName, String flag) {
        this.signerName = signerName;
        this.flag = flag;
    }

    /** As requests name it. */
    public String signerName() {
        return signerName;
    }

    /** As flags name it: {@code --cluster-signing-FLAG-cert-file}. */
    public String flag() {
        return flag;
    }

    /** Why it does not sign this. */
    abstract Optional<String> objection(SigningRequest request, List<String> usages);

    /** Whether a request is one that kubelets make for client certificates. */
    static boolean isKubeletClient(SigningRequest request, List<String> usages) {
        return KUBELET_CLIENT.objection(request, usages).isEmpty();
    }

    private static Optional<String> nodeObjection(SigningRequest request) {
        if (!request.organizations().equals(List.of("system:nodes"))) {
            return Optional.of("subject organization is not system:nodes");
        }
        if (request.hasMailAddresses()) {
            return Optional.of("email subjectAltNames are not allowed");
        }
        if (request.hasUris()) {
            return Optional.of("URI subjectAltNames are not allowed");
        }
        return request.commonName().startsWith("system:node:")
                ? Optional.empty()
                : Optional.of("subject common name does not begin with system:node:");
    }

    private static Optional<String> objectionToUsages(List<String> usages, String needed) {
        Set<String> given = new HashSet<>(usages);
        boolean fits = given.equals(Set.of("digital signature", needed))
                || given.equals(Set.of("digital signature", "key encipherment", needed));
        return fits
                ? Optional.empty()
                : Optional.of("usages did not match [digital signature," + needed
                        + "] or [key encipherment,digital signature," + needed + "]");
    }
}
