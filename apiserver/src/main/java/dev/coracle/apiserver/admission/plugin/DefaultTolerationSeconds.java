package dev.coracle.apiserver.admission.plugin;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** A pod that doesn't say otherwise stays on a node that is not ready or unreachable for five minutes. */
public final class DefaultTolerationSeconds implements AdmissionPlugin {

    private static final List<String> KEYS = List.of("node.kubernetes.io/not-ready",
            "node.kubernetes.io/unreachable");

    private final long seconds;

    public DefaultTolerationSeconds(long seconds) {
        this.seconds = seconds;
    }

    @Override
    public String name() {
        return "DefaultTolerationSeconds";
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (!Requests.isPodCreate(request) && !Requests.is(request, Operation.UPDATE, "", "pods")) {
            return;
        }
        ObjectNode spec = Trees.ensureObject(request.object(), "spec");
        List<ObjectNode> tolerations = Trees.objects(spec, "tolerations");
        for (String key : KEYS) {
            if (tolerations.stream().noneMatch(t -> tolerates(t, key))) {
                Trees.ensureArray(spec, "tolerations").addObject().put("effect", "NoExecute").put("key", key)
                        .put("operator", "Exists").put("tolerationSeconds", seconds);
            }
        }
    }

    private static boolean tolerates(ObjectNode toleration, String key) {
        String effect = Trees.string(toleration, "effect");
        String own = Trees.string(toleration, "key");
        return (own.equals(key) || own.isEmpty()) && (effect.equals("NoExecute") || effect.isEmpty());
    }
}
