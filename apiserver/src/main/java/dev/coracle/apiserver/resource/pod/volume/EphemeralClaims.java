package dev.coracle.apiserver.resource.pod.volume;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;

/** Volumes whose claim comes and goes with the pod. Source: KEP-1698. */
final class EphemeralClaims {

    private EphemeralClaims() {}

    static void check(Place source) {
        Place template = source.at("volumeClaimTemplate");
        if (!template.present()) {
            template.required();
            return;
        }
        Place metadata = template.at("metadata");
        Labels.annotations(metadata.at("annotations"));
        Labels.check(metadata.at("labels"));
        for (String field : metadata.keys()) {
            if (!List.of("annotations", "labels").contains(field)) {
                metadata.at(field).forbiddenIfPresent("cannot be set for an ephemeral volume");
            }
        }
        ClaimSpecs.check(template.at("spec"));
    }

    /** The claim is named after the pod and the volume, so that both together must be a name. */
    static void name(Place volume, String pod) {
        if (pod.isEmpty() || !volume.at("ephemeral").present()) {
            return;
        }
        String claim = pod + "-" + volume.at("name").text();
        for (String problem : Names.dnsSubdomain(claim)) {
            volume.at("name").invalidText("PVC name \"" + claim + "\": " + problem);
        }
    }
}
