package dev.coracle.apiserver.admission.plugin;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** A pod that doesn't say otherwise stays for a while on a node that is not ready or unreachable. */
public final class DefaultTolerationSeconds implements AdmissionPlugin {

    private final long notReadySeconds;
    private final long unreachableSeconds;

    /** @param notReadySeconds how long a pod stays on a node that is not ready @param unreachableSeconds and on one that is unreachable */
    public DefaultTolerationSeconds(long notReadySeconds, long unreachableSeconds) {
        this.notReadySeconds = notReadySeconds;
        this.unreachableSeconds = unreachableSeconds;
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
        tolerate(spec, tolerations, "node.kubernetes.io/not-ready", notReadySeconds);
        tolerate(spec, tolerations, "node.kubernetes.io/unreachable", unreachableSeconds);
    }

    private static void tolerate(ObjectNode spec, List<ObjectNode> own, String key, long seconds) {
        if (own.stream().noneMatch(t -> tolerates(t, key))) {
            Trees.ensureArray(spec, "tolerations").addObject().put("effect", "NoExecute").put("key", key)
                    .put("operator", "Exists").put("tolerationSeconds", seconds);
        }
    }

    private static boolean tolerates(ObjectNode toleration, String key) {
        String effect = Trees.string(toleration, "effect");
        String own = Trees.string(toleration, "key");
        return (own.equals(key) || own.isEmpty()) && (effect.equals("NoExecute") || effect.isEmpty());
    }
}
