package dev.coracle.apiserver.resource.core.volume;

import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.volume.ClaimSpecs;

/** A persistent volume's spec that stands in an attachment, for volumes that have no object of their own. */
public final class InlineVolumes {

    private static final String CONTEXT = " in the context of inline volumes";
    private static final String FORBIDDEN = "may not be specified" + CONTEXT;

    private InlineVolumes() {}

    public static void check(Place spec) {
        spec.at("capacity").forbiddenIfPresent(FORBIDDEN);
        if (!spec.at("csi").present()) {
            spec.at("csi").required("has to be specified" + CONTEXT);
        }
        forbidden(spec.at("claimRef"));
        ClaimSpecs.modes(spec.at("accessModes"), "");
        forbidden(spec.at("nodeAffinity"));
        PersistentSources.check(spec);
        spec.at("storageClassName").forbiddenIfPresent(FORBIDDEN);
        Place mode = spec.at("volumeMode");
        if (!mode.empty() && !mode.is("Filesystem")) {
            mode.forbidden("may not specify volumeMode other than Filesystem" + CONTEXT);
        }
    }

    private static void forbidden(Place field) {
        if (field.present()) {
            field.forbidden(FORBIDDEN);
        }
    }
}
