package dev.coracle.apiserver.resource.admissionregistration;

import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.table.Ages;
import java.util.List;

/** All kinds of admissionregistration.k8s.io. */
public final class AdmissionRegistrationKinds {

    private AdmissionRegistrationKinds() {}

    public static List<KindRules> all(Ages ages) {
        return List.of(AdmissionPolicies.mutating(ages), PolicyBindings.mutating(ages), Webhooks.mutating(ages),
                AdmissionPolicies.validating(ages), PolicyBindings.validating(ages), Webhooks.validating(ages));
    }
}
