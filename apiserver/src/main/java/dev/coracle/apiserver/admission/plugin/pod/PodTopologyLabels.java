package dev.coracle.apiserver.admission.plugin.pod;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.Objects;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** A pod has its node's zone and region as labels of its own, from when it is bound to it. */
public final class PodTopologyLabels implements AdmissionPlugin {

    private static final GroupResource NODES = new GroupResource("", "nodes");
    private static final Set<String> LABELS = Set.of("topology.kubernetes.io/zone", "topology.kubernetes.io/region");

    private final Objects objects;

    public PodTopologyLabels(Objects objects) {
        this.objects = objects;
    }

    @Override
    public String name() {
        return "PodTopologyLabels";
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (request.operation() != Operation.CREATE || !Requests.isOf(request, "", "pods")) {
            return;
        }
        ObjectNode object = request.object();
        if (request.subresource().isEmpty()) {
            copy(Trees.string(object, "spec", "nodeName"), object);
        } else if (request.subresource().equals("binding")
                && Trees.string(object, "target", "kind").equals("Node")) {
            copy(Trees.string(object, "target", "name"), object); // binding gives its labels to the pod
        }
    }

    private void copy(String node, ObjectNode object) {
        if (node.isEmpty()) {
            return;
        }
        Map<String, String> labels = objects.get(NODES, "", node).map(Meta::labels).orElse(Map.of());
        for (String label : LABELS) {
            if (labels.containsKey(label)) {
                Trees.ensureObject(object, "metadata", "labels").put(label, labels.get(label));
            }
        }
    }
}
