package dev.coracle.apiserver.admission.plugin.pod;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.Objects;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * A pod's update may need what not every kubelet can do; nodes declare what theirs can. Source: component-helpers'
 * nodedeclaredfeatures, of which these are the features that an update can ask for.
 */
public final class NodeDeclaredFeatureValidator implements AdmissionPlugin {

    private static final String RESIZE_PODS = "InPlacePodLevelResourcesVerticalScaling";
    private static final String RESIZE_INIT = "InPlacePodVerticalScalingInitContainers";

    private final Objects objects;

    public NodeDeclaredFeatureValidator(Objects objects) {
        this.objects = objects;
    }

    @Override
    public String name() {
        return "NodeDeclaredFeatureValidator";
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (!BoundPodUpdates.is(request, Set.of("", "resize"))) {
            return;
        }
        List<String> needed = needed(request.old().orElseGet(Json::object), request.object());
        if (needed.isEmpty()) {
            return;
        }
        ObjectNode node = BoundPodUpdates.node(request, objects);
        needed.removeAll(Trees.strings(node, "status", "declaredFeatures"));
        if (!needed.isEmpty()) {
            throw Requests.forbidden(request, "pod update requires features " + String.join(", ", needed)
                    + " which are not available on node \"" + Meta.name(node) + "\"");
        }
    }

    private static List<String> needed(ObjectNode old, ObjectNode pod) {
        List<String> features = new ArrayList<>();
        if (!resources(old, "spec").equals(resources(pod, "spec"))) {
            features.add(RESIZE_PODS);
        }
        List<ObjectNode> now = Trees.objects(pod, "spec", "initContainers");
        List<ObjectNode> before = Trees.objects(old, "spec", "initContainers");
        for (int i = 0; i < Math.min(now.size(), before.size()); i++) {
            if (!Trees.string(before.get(i), "restartPolicy").equals("Always")
                    && !resources(before.get(i)).equals(resources(now.get(i))) && !features.contains(RESIZE_INIT)) {
                features.add(RESIZE_INIT);
            }
        }
        return features;
    }

    /** None is the same as those that say nothing. */
    private static ObjectNode resources(ObjectNode tree, String... path) {
        ObjectNode holder = path.length == 0 ? tree : Trees.object(tree, path).orElseGet(Json::object);
        return Trees.object(holder, "resources").orElseGet(Json::object);
    }
}
