package dev.coracle.apiserver.admission.plugin.pod;

import dev.coracle.api.quantity.ResourceNames;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** Nodes with a rare resource are tainted by its name; a pod that asks for the resource tolerates the taint. */
public final class ExtendedResourceToleration implements AdmissionPlugin {

    @Override
    public String name() {
        return "ExtendedResourceToleration";
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (!Requests.isPodCreate(request) && !Requests.is(request, Operation.UPDATE, "", "pods")) {
            return;
        }
        TreeSet<String> asked = new TreeSet<>();
        for (String list : List.of("containers", "initContainers")) {
            Trees.objects(request.object(), "spec", list)
                    .forEach(container -> Trees.object(container, "resources", "requests")
                            .ifPresent(requests -> asked.addAll(requests.propertyNames())));
        }
        asked.removeIf(name -> !ResourceNames.isExtended(name));
        asked.forEach(name -> tolerate(Trees.ensureObject(request.object(), "spec"), name));
    }

    private static void tolerate(ObjectNode spec, String resource) {
        ObjectNode wanted = Json.object().put("effect", "NoSchedule").put("key", resource).put("operator", "Exists");
        Optional<ObjectNode> there = Trees.objects(spec, "tolerations").stream()
                .filter(one -> Tolerations.samePlace(one, wanted)).findFirst();
        there.ifPresentOrElse(one -> one.remove("tolerationSeconds"),
                () -> Trees.ensureArray(spec, "tolerations").add(wanted));
    }
}
