package dev.coracle.apiserver.resource.autoscaling;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.table.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How an autoscaler's metrics read: current by wanted, such as {@code cpu: 10%/70%}. */
final class MetricCells {

    private static final String UNKNOWN = "<unknown>";
    private static final int SHOWN = 2;
    private static final Map<String, String> FIELDS = Map.of("Resource", "resource", "ContainerResource",
            "containerResource", "Pods", "pods", "Object", "object", "External", "external");

    private MetricCells() {}

    static Object targets(ObjectNode object) {
        List<ObjectNode> metrics = Trees.objects(object, "spec", "metrics");
        if (metrics.isEmpty()) {
            return Columns.NONE;
        }
        List<ObjectNode> current = Trees.objects(object, "status", "currentMetrics");
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < metrics.size(); i++) {
            JsonNode now = i < current.size() ? current.get(i) : object.objectNode();
            cells.add(cell(metrics.get(i), now));
        }
        String first = String.join(", ", cells.subList(0, Math.min(SHOWN, cells.size())));
        return cells.size() > SHOWN ? first + " + " + (cells.size() - SHOWN) + " more..." : first;
    }

    private static String cell(ObjectNode metric, JsonNode status) {
        String type = Trees.string(metric, "type");
        String field = FIELDS.getOrDefault(type, "");
        JsonNode target = metric.path(field).path("target");
        JsonNode now = status.path(field).path("current");
        boolean resource = type.equals("Resource") || type.equals("ContainerResource");
        String label = resource ? Trees.string(metric, field, "name") + ": " : "";
        if (target.has("averageUtilization")) {
            String have = now.has("averageUtilization") ? now.path("averageUtilization").asLong(0) + "%" : UNKNOWN;
            return label + have + "/" + target.path("averageUtilization").asLong(0) + "%";
        }
        if (target.has("averageValue")) {
            String have = now.has("averageValue") ? Amounts.text(now.path("averageValue")) : UNKNOWN;
            String average = type.equals("Object") || type.equals("External") ? " (avg)" : "";
            return label + have + "/" + Amounts.text(target.path("averageValue")) + average;
        }
        String have = now.has("value") ? Amounts.text(now.path("value")) : UNKNOWN;
        return label + have + "/" + (target.has("value") ? Amounts.text(target.path("value")) : "<auto>");
    }
}
