package dev.coracle.apiserver.resource.pod;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.resource.check.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What may change in a pod once it is there, and by which path. */
public final class PodUpdates {

    private static final String FIXED = "pod updates may not change fields other than "
            + "`spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
            + "`spec.tolerations` (only additions to existing tolerations),"
            + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    private static final String RESIZE_FIXED = "only cpu and memory resources are mutable";

    private PodUpdates() {}

    /** A plain update. */
    public static void check(ObjectNode pod, ObjectNode old, FieldErrors errors) {
        Place spec = Place.root(pod, errors).at("spec");
        JsonNode oldSpec = old.path("spec");
        for (String kind : List.of("containers", "initContainers")) {
            if (spec.at(kind).node().size() != oldSpec.path(kind).size()) {
                spec.at(kind).forbidden("pod updates may not add or remove containers");
                return;
            }
            spec.at(kind).items().forEach(container -> image(container.at("image")));
        }
        if (!deadline(spec.at("activeDeadlineSeconds"), oldSpec.path("activeDeadlineSeconds"))) {
            return;
        }
        tolerations(spec, oldSpec);
        gates(spec.at("schedulingGates"), oldSpec.path("schedulingGates"));
        boolean gated = !oldSpec.path("schedulingGates").isEmpty();
        if (gated) {
            selector(spec.at("nodeSelector"), oldSpec.path("nodeSelector"));
        }
        if (!Place.same(withAllowed(pod, old), oldSpec)) {
            spec.forbidden(FIXED);
        }
    }

    /** The original checks it a second time here, and clients see each error as often. */
    private static void image(Place image) {
        image.required();
        if (!image.text().equals(image.text().strip())) {
            image.invalid("must not have leading or trailing whitespace");
        }
    }

    /** @return whether what comes after is to be looked at */
    private static boolean deadline(Place deadline, JsonNode old) {
        if (!deadline.present()) {
            if (old.isIntegralNumber()) {
                deadline.invalid("must not update from a positive integer to nil value");
            }
            return true;
        }
        long seconds = deadline.number(0);
        if (seconds < 0 || seconds > Integer.MAX_VALUE) {
            deadline.invalid("must be between 0 and 2147483647, inclusive");
            return false;
        }
        if (old.isIntegralNumber() && seconds > old.longValue()) {
            deadline.invalid("must be less than or equal to previous value");
            return false;
        }
        return true;
    }

    /** A gate may be taken away; none may come. */
    private static void gates(Place gates, JsonNode old) {
        Map<String, Place> added = new LinkedHashMap<>();
        gates.items().forEach(gate -> added.put(gate.at("name").text(), gate));
        old.forEach(gate -> added.remove(Trees.string(gate, "name")));
        added.forEach((name, gate) -> gate.at("name")
                .forbidden("only deletion is allowed, but found new scheduling gate '" + name + "'"));
    }

    /** A pod that isn't to be scheduled yet may become choosier about nodes. */
    private static void selector(Place selector, JsonNode old) {
        boolean kept = old.properties().stream()
                .allMatch(pair -> pair.getValue().equals(selector.node().path(pair.getKey())));
        if (!kept) {
            selector.invalid("only additions to spec.nodeSelector are allowed (no mutations or deletions)");
        }
    }

    private static void tolerations(Place spec, JsonNode oldSpec) {
        for (JsonNode toleration : oldSpec.path("tolerations")) {
            boolean kept = spec.at("tolerations").items().stream().anyMatch(one -> sameButSeconds(one, toleration));
            if (!kept) {
                spec.at("tolerations")
                        .forbidden("existing toleration can not be modified except its tolerationSeconds");
                return;
            }
        }
        Scheduling.tolerations(spec.at("tolerations")); // the second time, as with images
    }

    private static boolean sameButSeconds(Place one, JsonNode other) {
        return List.of("key", "operator", "value", "effect").stream()
                .allMatch(field -> one.at(field).same(other.path(field)));
    }

    /** The new spec with all that may change put back; it must equal the old one. */
    private static ObjectNode withAllowed(ObjectNode pod, ObjectNode old) {
        ObjectNode spec = Trees.ensureObject(pod, "spec").deepCopy();
        JsonNode oldSpec = old.path("spec");
        for (String kind : List.of("containers", "initContainers")) {
            List<ObjectNode> containers = Trees.objects(spec, kind);
            for (int i = 0; i < containers.size(); i++) {
                putBack(containers.get(i), oldSpec.path(kind).path(i), "image");
            }
        }
        putBack(spec, oldSpec, "activeDeadlineSeconds");
        putBack(spec, oldSpec, "tolerations");
        if (oldSpec.path("terminationGracePeriodSeconds").asLong(0) < 0
                && spec.path("terminationGracePeriodSeconds").asLong(0) == 1) {
            putBack(spec, oldSpec, "terminationGracePeriodSeconds");
        }
        gated(spec, oldSpec);
        return spec;
    }

    /** What {@link #gates} and {@link #selector} look after; and nodes may be narrowed down where they were not. */
    private static void gated(ObjectNode spec, JsonNode oldSpec) {
        boolean gated = !oldSpec.path("schedulingGates").isEmpty();
        putBack(spec, oldSpec, "schedulingGates");
        if (!gated) {
            return;
        }
        putBack(spec, oldSpec, "nodeSelector");
        if (oldSpec.path("affinity").path("nodeAffinity").isMissingNode()) {
            putBack(Trees.ensureObject(spec, "affinity"), oldSpec.path("affinity"), "nodeAffinity");
            if (oldSpec.path("affinity").isMissingNode() && spec.path("affinity").isEmpty()) {
                spec.remove("affinity");
            }
        }
    }

    private static void putBack(ObjectNode node, JsonNode old, String field) {
        JsonNode value = old.path(field);
        if (value.isMissingNode()) {
            node.remove(field);
        } else {
            node.set(field, value);
        }
    }

    /** Only ephemeral containers may come; none may go or change. */
    public static void ephemeral(ObjectNode pod, ObjectNode old, FieldErrors errors) {
        Place containers = Place.root(pod, errors).at("spec", "ephemeralContainers");
        PodSpecChecks.spec(Place.root(pod, errors).at("spec"), Trees.string(pod, "metadata", "name"));
        for (JsonNode was : old.path("spec").path("ephemeralContainers")) {
            String name = Trees.string(was, "name");
            var now = containers.items().stream().filter(one -> one.at("name").is(name)).findFirst();
            if (now.isEmpty()) {
                containers.forbidden("existing ephemeral containers \"" + name + "\" may not be removed\n");
            } else if (!Place.same(now.get().node(), was)) {
                containers.forbidden("existing ephemeral containers \"" + name + "\" may not be changed\n");
            }
        }
    }

    /** Only what containers ask for may change, and not so far that the pod's class of service does. */
    public static void resize(ObjectNode pod, ObjectNode old, FieldErrors errors) {
        Place spec = Place.root(pod, errors).at("spec");
        PodSpecChecks.spec(spec, Trees.string(pod, "metadata", "name"));
        String before = QosClass.of(old.path("spec"));
        if (!QosClass.of(spec.node()).equals(before)) {
            errors.invalid(spec.path(), before, "Pod QOS Class may not change as a result of resizing");
        }
        ObjectNode same = Trees.ensureObject(pod, "spec").deepCopy();
        if (same.get("containers") instanceof ArrayNode containers) {
            for (int i = 0; i < containers.size(); i++) {
                if (containers.get(i) instanceof ObjectNode container) {
                    putBack(container, old.path("spec").path("containers").path(i), "resources");
                    putBack(container, old.path("spec").path("containers").path(i), "resizePolicy");
                }
            }
        }
        putBack(same, old.path("spec"), "resources");
        if (!Place.same(same, old.path("spec"))) {
            spec.forbidden(RESIZE_FIXED);
        }
    }
}
