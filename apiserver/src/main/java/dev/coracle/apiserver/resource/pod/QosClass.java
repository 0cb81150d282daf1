package dev.coracle.apiserver.resource.pod;

import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.resource.check.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How well a pod's resources are promised to it, by its requests and limits of CPU and memory. */
public final class QosClass {

    private QosClass() {}

    /** {@code Guaranteed}, {@code Burstable} or {@code BestEffort}. */
    public static String of(JsonNode spec) {
        List<ObjectNode> holders = new ArrayList<>();
        Optional<ObjectNode> whole = Trees.object(spec, "resources");
        if (whole.isPresent()) {
            holders.add(whole.get());
        } else {
            for (String kind : List.of("containers", "initContainers")) {
                Trees.objects(spec, kind)
                        .forEach(c -> Trees.object(c, "resources").ifPresentOrElse(holders::add,
                                () -> holders.add(c.objectNode())));
            }
        }
        boolean any = false;
        boolean all = true;
        for (ObjectNode resources : holders) {
            for (String name : List.of("cpu", "memory")) {
                Optional<Quantity> request = amount(resources, "requests", name);
                Optional<Quantity> limit = amount(resources, "limits", name);
                any |= request.isPresent() || limit.isPresent();
                all &= limit.isPresent() && (request.isEmpty() || request.get().compareTo(limit.get()) == 0);
            }
        }
        return !any ? "BestEffort" : all ? "Guaranteed" : "Burstable";
    }

    private static Optional<Quantity> amount(ObjectNode resources, String kind, String name) {
        return Amounts.quantity(resources.path(kind).path(name)).filter(q -> q.signum() > 0);
    }
}
