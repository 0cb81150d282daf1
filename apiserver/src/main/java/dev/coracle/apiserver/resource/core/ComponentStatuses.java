package dev.coracle.apiserver.resource.core;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.table.Columns;
import tools.jackson.databind.node.ObjectNode;

/** ComponentStatuses, which are never stored. */
final class ComponentStatuses {

    private ComponentStatuses() {}

    static KindRules rules() {
        return KindRules.of("", "ComponentStatus").deprecated("v1 ComponentStatus is deprecated in v1.19+")
                .column(Columns.NAME)
                .column(Columns.text("Status", "Status of the component conditions",
                        object -> switch (healthy(object, "status")) {
                            case "True" -> "Healthy";
                            case "False" -> "Unhealthy";
                            default -> "Unknown";
                        }))
                .column(Columns.text("Message", "Message of the component conditions",
                        object -> healthy(object, "message")))
                .column(Columns.text("Error", "Error of the component conditions",
                        object -> healthy(object, "error")))
                .build();
    }

    private static String healthy(ObjectNode object, String field) {
        return Trees.objects(object, "conditions").stream().filter(c -> Trees.string(c, "type").equals("Healthy"))
                .map(c -> Trees.string(c, field)).findFirst().orElse("");
    }
}
