package dev.coracle.apiserver.resource.certificates;

import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.table.Ages;
import java.util.List;

/** All kinds of certificates.k8s.io. */
public final class CertificatesKinds {

    private CertificatesKinds() {}

    public static List<KindRules> all(Ages ages) {
        return List.of(CertificateSigningRequests.rules(ages));
    }
}
