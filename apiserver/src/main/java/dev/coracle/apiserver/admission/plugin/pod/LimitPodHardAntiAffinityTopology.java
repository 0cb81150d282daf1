package dev.coracle.apiserver.admission.plugin.pod;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import tools.jackson.databind.node.ObjectNode;

/** No pod may claim more than a node for itself: what it must not be near to is kept off its node, not off its zone. */
public final class LimitPodHardAntiAffinityTopology implements AdmissionPlugin {

    private static final String HOST = "kubernetes.io/hostname";

    @Override
    public String name() {
        return "LimitPodHardAntiAffinityTopology";
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (!Requests.isPodCreate(request) && !Requests.is(request, Operation.UPDATE, "", "pods")) {
            return;
        }
        for (ObjectNode term : Trees.objects(request.object(), "spec", "affinity", "podAntiAffinity",
                "requiredDuringSchedulingIgnoredDuringExecution")) {
            String key = Trees.string(term, "topologyKey");
            if (!key.equals(HOST)) {
                throw StatusException.forbidden(Requests.resource(request), Meta.name(request.object()),
                        "affinity.PodAntiAffinity.RequiredDuringScheduling has TopologyKey " + key + " but only key "
                                + HOST + " is allowed");
            }
        }
    }
}
