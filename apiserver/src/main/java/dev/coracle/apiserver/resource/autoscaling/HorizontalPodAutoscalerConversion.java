package dev.coracle.apiserver.resource.autoscaling;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Conversion;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * HorizontalPodAutoscalers between autoscaling/v1, which knows a CPU percentage only, and autoscaling/v2. What v1 has no field for
 * goes into annotations, in the older form that clients of v1 know, and comes back from there.
 */
public final class HorizontalPodAutoscalerConversion implements Conversion {

    private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";
    private static final Map<String, String> SOURCES = Map.of("Resource", "resource", "ContainerResource",
            "containerResource", "Pods", "pods", "Object", "object", "External", "external");

    @Override
    public ObjectNode convert(ObjectNode object, GroupVersion to) {
        String from = GroupVersion.parse(Trees.string(object, "apiVersion")).version();
        if (from.equals("v2") && to.version().equals("v1")) {
            toV1(object);
        } else if (from.equals("v1") && to.version().equals("v2")) {
            toV2(object);
        }
        return object.put("apiVersion", to.toString());
    }

    private static void toV1(ObjectNode object) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        ArrayNode others = Json.array();
        for (ObjectNode metric : Trees.objects(spec, "metrics")) {
            Optional<JsonNode> cpu = cpuPercent(metric, "target");
            if (cpu.isPresent() && !spec.has("targetCPUUtilizationPercentage")) {
                spec.set("targetCPUUtilizationPercentage", cpu.get());
            } else {
                others.add(oldMetric(metric, "target"));
            }
        }
        spec.remove("metrics");
        annotate(object, "metrics", others);
        JsonNode behavior = spec.path("behavior");
        if (behavior.isObject()) {
            annotate(object, "behavior", behavior);
        }
        spec.remove("behavior");
        Trees.object(object, "status").ifPresent(status -> {
            ArrayNode current = Json.array();
            for (ObjectNode metric : Trees.objects(status, "currentMetrics")) {
                cpuPercent(metric, "current")
                        .ifPresent(percent -> status.set("currentCPUUtilizationPercentage", percent));
                current.add(oldMetric(metric, "current"));
            }
            annotate(object, "current-metrics", current);
            annotate(object, "conditions", status.path("conditions"));
            status.remove(List.of("currentMetrics", "conditions"));
            Trees.setDefault(status, "currentReplicas", 0);
            Trees.setDefault(status, "desiredReplicas", 0);
        });
    }

    private static Optional<JsonNode> cpuPercent(ObjectNode metric, String holder) {
        return Trees.string(metric, "type").equals("Resource")
                && Trees.string(metric, "resource", "name").equals("cpu")
                        ? Trees.at(metric, "resource", holder, "averageUtilization")
                        : Optional.empty();
    }

    private static void annotate(ObjectNode object, String name, JsonNode value) {
        if (value.isContainer() && !value.isEmpty()) {
            Trees.ensureObject(object, "metadata", "annotations").put(PREFIX + name, Json.text(value));
        }
    }

    /** The older form: the target's numbers stand beside the name, under names of their own. */
    private static ObjectNode oldMetric(ObjectNode metric, String holder) {
        String prefix = holder.equals("target") ? "target" : "current";
        String field = SOURCES.getOrDefault(Trees.string(metric, "type"), "resource");
        ObjectNode old = Json.object().put("type", Trees.string(metric, "type"));
        ObjectNode source = old.putObject(field);
        JsonNode from = metric.path(field);
        JsonNode numbers = from.path(holder);
        for (String name : List.of("name", "container")) {
            copy(from, name, source, name);
        }
        if (from.path("metric").isObject()) {
            source.put("metricName", Trees.string(from, "metric", "name"));
            String selector = field.equals("external") ? "metricSelector" : "selector";
            copy(from.path("metric"), "selector", source, selector);
        }
        copy(from, "describedObject", source, field.equals("object") ? "target" : "describedObject");
        copy(numbers, "averageUtilization", source, prefix + "AverageUtilization");
        boolean plainAverage = field.equals("object");
        copy(numbers, "averageValue", source, plainAverage ? "averageValue" : prefix + "AverageValue");
        copy(numbers, "value", source, prefix + "Value");
        if (holder.equals("current")) {
            boolean average = from.has("name") || field.equals("pods"); // the one quantity that is always there
            Trees.setDefault(source, average ? "currentAverageValue" : "currentValue", "0");
        }
        return old;
    }

    private static ObjectNode newMetric(ObjectNode old, String holder) {
        String prefix = holder.equals("target") ? "target" : "current";
        String field = SOURCES.getOrDefault(Trees.string(old, "type"), "resource");
        ObjectNode metric = Json.object().put("type", Trees.string(old, "type"));
        ObjectNode source = metric.putObject(field);
        JsonNode from = old.path(field);
        for (String name : List.of("name", "container")) {
            copy(from, name, source, name);
        }
        if (from.has("metricName")) {
            ObjectNode named = source.putObject("metric").put("name", Trees.string(from, "metricName"));
            copy(from, field.equals("external") ? "metricSelector" : "selector", named, "selector");
        }
        copy(from, field.equals("object") ? "target" : "describedObject", source, "describedObject");
        ObjectNode numbers = source.putObject(holder);
        copy(from, prefix + "AverageUtilization", numbers, "averageUtilization");
        copy(from, field.equals("object") ? "averageValue" : prefix + "AverageValue", numbers, "averageValue");
        copy(from, prefix + "Value", numbers, "value");
        if (holder.equals("target")) {
            numbers.put("type", numbers.has("averageUtilization")
                    ? "Utilization"
                    : numbers.has("averageValue") ? "AverageValue" : "Value");
        }
        return metric;
    }

    private static void copy(JsonNode from, String name, ObjectNode to, String as) {
        if (from.has(name)) {
            to.set(as, from.path(name));
        }
    }

    private static void toV2(ObjectNode object) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        ArrayNode metrics = Json.array();
        annotation(object, "metrics").forEach(old -> {
            if (old instanceof ObjectNode one) {
                metrics.add(newMetric(one, "target"));
            }
        });
        Trees.at(spec, "targetCPUUtilizationPercentage").ifPresent(percent -> {
            ObjectNode cpu = metrics.addObject().put("type", "Resource").putObject("resource").put("name", "cpu");
            cpu.putObject("target").put("type", "Utilization").set("averageUtilization", percent);
        });
        spec.remove("targetCPUUtilizationPercentage");
        if (!metrics.isEmpty()) {
            spec.set("metrics", metrics);
        }
        if (annotation(object, "behavior") instanceof ObjectNode behavior && !behavior.isEmpty()) {
            spec.set("behavior", behavior);
        }
        Trees.object(object, "status").ifPresent(status -> statusToV2(object, status));
        Trees.object(object, "metadata", "annotations").ifPresent(annotations -> {
            annotations.remove(List.of(PREFIX + "metrics", PREFIX + "behavior", PREFIX + "current-metrics",
                    PREFIX + "conditions"));
            if (annotations.isEmpty()) {
                Meta.of(object).remove("annotations");
            }
        });
    }

    private static void statusToV2(ObjectNode object, ObjectNode status) {
        ArrayNode current = Json.array();
        annotation(object, "current-metrics").forEach(old -> {
            if (old instanceof ObjectNode one) {
                current.add(newMetric(one, "current"));
            }
        });
        if (current.isEmpty()) {
            Trees.at(status, "currentCPUUtilizationPercentage").ifPresent(percent -> {
                ObjectNode cpu = current.addObject().put("type", "Resource").putObject("resource").put("name", "cpu");
                cpu.putObject("current").set("averageUtilization", percent);
            });
        }
        status.remove("currentCPUUtilizationPercentage");
        if (status.path("currentReplicas").asLong(0) == 0) {
            status.remove("currentReplicas");
        }
        if (!current.isEmpty()) {
            status.set("currentMetrics", current);
        }
        JsonNode conditions = annotation(object, "conditions");
        if (!conditions.isEmpty()) {
            status.set("conditions", conditions);
        }
    }

    private static JsonNode annotation(ObjectNode object, String name) {
        String text = Meta.annotations(object).getOrDefault(PREFIX + name, "");
        if (text.isEmpty()) {
            return Json.array();
        }
        try {
            return Json.parse(text.getBytes(StandardCharsets.UTF_8));
        } catch (JacksonException malformed) {
            throw StatusException.badRequest("the annotation " + PREFIX + name + " is not JSON");
        }
    }
}
