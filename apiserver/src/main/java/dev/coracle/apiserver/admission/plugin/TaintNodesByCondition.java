package dev.coracle.apiserver.admission.plugin;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import tools.jackson.databind.node.ObjectNode;

/** A new node takes no pods until a controller has seen that it is ready. */
public final class TaintNodesByCondition implements AdmissionPlugin {

    private static final String NOT_READY = "node.kubernetes.io/not-ready";

    @Override
    public String name() {
        return "TaintNodesByCondition";
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (!Requests.is(request, Operation.CREATE, "", "nodes")) {
            return;
        }
        ObjectNode spec = Trees.ensureObject(request.object(), "spec");
        if (Trees.objects(spec, "taints").stream().noneMatch(t -> Trees.string(t, "key").equals(NOT_READY)
                && Trees.string(t, "effect").equals("NoSchedule"))) {
            Trees.ensureArray(spec, "taints").addObject().put("effect", "NoSchedule").put("key", NOT_READY);
        }
    }
}
