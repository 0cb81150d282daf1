package dev.coracle.apiserver.resource.pod;

import dev.coracle.api.tree.Trees;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Fields whose feature gates are closed in 1.36 unless someone opens them: who sends them finds them dropped, without a word. */
public final class DisabledFields {

    private DisabledFields() {}

    public static void ofPod(ObjectNode pod) {
        Trees.object(pod, "spec").ifPresent(DisabledFields::drop);
        Trees.object(pod, "status").ifPresent(status -> {
            status.remove("nodeAllocatableResourceClaimStatuses");
            for (String kind : List.of("containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses")) {
                Trees.objects(status, kind).forEach(container -> Trees.objects(container, "volumeMounts")
                        .forEach(mount -> mount.remove("volumeStatus")));
            }
        });
    }

    /** @param path of the template in the object */
    public static void ofTemplate(ObjectNode object, String... path) {
        Trees.object(object, path).flatMap(template -> Trees.object(template, "spec")).ifPresent(DisabledFields::drop);
    }

    private static void drop(ObjectNode spec) {
        spec.remove("schedulingGroup");
        for (String kind : List.of("containers", "initContainers", "ephemeralContainers")) {
            for (ObjectNode container : Trees.objects(spec, kind)) {
                Trees.object(container, "lifecycle").filter(lifecycle -> lifecycle.has("stopSignal"))
                        .ifPresent(lifecycle -> stopSignal(container, lifecycle));
            }
        }
    }

    private static void stopSignal(ObjectNode container, ObjectNode lifecycle) {
        lifecycle.remove("stopSignal");
        if (lifecycle.isEmpty()) {
            container.remove("lifecycle");
        }
    }
}
