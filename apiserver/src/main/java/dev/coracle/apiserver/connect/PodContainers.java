package dev.coracle.apiserver.connect;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** Which container of a pod a request means. */
final class PodContainers {

    private static final List<String> LISTS = List.of("initContainers", "containers", "ephemeralContainers");

    private PodContainers() {}

    /** @param asked a name, or empty for the only one @throws StatusException (400) if it is none of the pod's, or not the only one */
    static String chosen(ObjectNode pod, String asked) {
        String name = Meta.name(pod);
        if (!asked.isEmpty()) {
            if (names(pod).noneMatch(asked::equals)) {
                throw StatusException.badRequest("container " + asked + " is not valid for pod " + name);
            }
            return asked;
        }
        List<ObjectNode> all = Trees.objects(pod, "spec", "containers");
        if (all.size() == 1) {
            return Trees.string(all.getFirst(), "name");
        }
        throw StatusException.badRequest("a container name must be specified for pod " + name
                + (all.isEmpty() ? "" : ", choose one of: [" + String.join(" ", names(pod).toList()) + "]"));
    }

    private static Stream<String> names(ObjectNode pod) {
        return LISTS.stream().flatMap(list -> Trees.objects(pod, "spec", list).stream())
                .map(container -> Trees.string(container, "name"));
    }
}
