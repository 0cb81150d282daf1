package dev.coracle.apiserver.resource.autoscaling;

import static dev.coracle.api.tree.Trees.setDefault;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** HorizontalPodAutoscalers, kept as autoscaling/v2. */
public final class HorizontalPodAutoscalers {

    private static final String SPEC = "autoscaling.v2.HorizontalPodAutoscalerSpec";
    private static final Map<String, String> SOURCES = Map.of("Resource", "resource", "ContainerResource",
            "containerResource", "Pods", "pods", "Object", "object", "External", "external");

    private HorizontalPodAutoscalers() {}

    public static KindRules rules(Ages ages) {
        return KindRules.of("autoscaling", "HorizontalPodAutoscaler").defaults(HorizontalPodAutoscalers::fill)
                .prepareCreate((context, object) -> object.putObject("status").put("desiredReplicas", 0)
                        .putNull("currentMetrics"))
                .validate(HorizontalPodAutoscalers::check).status().column(Columns.NAME)
                .column(Columns.text("Reference", FieldDocs.of(SPEC, "scaleTargetRef"),
                        object -> Trees.string(object, "spec", "scaleTargetRef", "kind") + "/"
                                + Trees.string(object, "spec", "scaleTargetRef", "name")))
                .column(Columns.text("Targets", FieldDocs.of(SPEC, "metrics"), MetricCells::targets))
                .column(Columns.text("MinPods", FieldDocs.of(SPEC, "minReplicas"),
                        object -> Trees.integer(object, "spec", "minReplicas").map(n -> Long.toString(n))
                                .orElse(Columns.UNSET)))
                .column(Columns.text("MaxPods", FieldDocs.of(SPEC, "maxReplicas"),
                        Columns.count("spec", "maxReplicas")))
                .column(Columns.text("Replicas",
                        FieldDocs.of("autoscaling.v2.HorizontalPodAutoscalerStatus", "currentReplicas"),
                        Columns.count("status", "currentReplicas")))
                .column(ages.column()).build();
    }

    private static void fill(ObjectNode object) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        setDefault(spec, "minReplicas", 1);
        ArrayNode metrics = Trees.ensureArray(spec, "metrics");
        if (metrics.isEmpty()) {
            ObjectNode cpu = metrics.addObject().put("type", "Resource").putObject("resource").put("name", "cpu");
            cpu.putObject("target").put("type", "Utilization").put("averageUtilization", 80);
        }
        Trees.object(spec, "behavior").ifPresent(behavior -> {
            ObjectNode up = Trees.ensureObject(behavior, "scaleUp");
            setDefault(up, "selectPolicy", "Max");
            setDefault(up, "stabilizationWindowSeconds", 0);
            if (Trees.ensureArray(up, "policies").isEmpty()) {
                policy(up, "Pods", 4);
                policy(up, "Percent", 100);
            }
            ObjectNode down = Trees.ensureObject(behavior, "scaleDown");
            setDefault(down, "selectPolicy", "Max");
            if (Trees.ensureArray(down, "policies").isEmpty()) {
                policy(down, "Percent", 100);
            }
        });
    }

    private static void policy(ObjectNode rules, String type, int value) {
        Trees.ensureArray(rules, "policies").addObject().put("type", type).put("value", value).put("periodSeconds",
                15);
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        spec.at("minReplicas").atLeast(1);
        Place most = spec.at("maxReplicas");
        if (most.number(0) < 1) {
            errors.required(most.path(), "must be set and greater than 0");
        }
        if (most.number(0) < spec.at("minReplicas").number(1)) {
            errors.invalid(most.path(), most.number(0), "must be greater than or equal to `minReplicas`");
        }
        spec.at("scaleTargetRef", "kind").requiredNamed(Names::pathSegment);
        spec.at("scaleTargetRef", "name").requiredNamed(Names::pathSegment);
        if (Trees.string(object, "spec", "scaleTargetRef", "apiVersion").isEmpty()) {
            spec.at("scaleTargetRef", "apiVersion").invalidText("apiVersion must specify API group");
        }
        for (Place metric : spec.at("metrics").items()) {
            metric(metric);
        }
        for (String way : List.of("scaleUp", "scaleDown")) {
            rules(spec.at("behavior", way));
        }
    }

    private static void metric(Place metric) {
        Place type = metric.at("type");
        if (type.required("must specify a metric source type").empty()) {
            return;
        }
        String source = SOURCES.getOrDefault(type.text(), "");
        if (source.isEmpty()) {
            type.oneOf(SOURCES.keySet().toArray(String[]::new));
        } else if (!metric.at(source).present()) {
            metric.errors().required(metric.at(source).path(),
                    "must populate information for the given metric source");
        } else {
            metric.at(source, "target", "type").requiredOneOf("AverageValue", "Utilization", "Value");
            if (source.equals("resource") || source.equals("containerResource")) {
                metric.at(source, "name").required("must specify a resource name");
            }
        }
    }

    private static void rules(Place rules) {
        if (!rules.present()) {
            return;
        }
        Place window = rules.at("stabilizationWindowSeconds").atLeast(0);
        if (window.number(0) > 3600) {
            window.invalid("must be less than or equal to 3600");
        }
        rules.at("selectPolicy").oneOf("Disabled", "Max", "Min");
        rules.at("policies").required("must specify at least one Policy");
        for (Place policy : rules.at("policies").items()) {
            policy.at("type").requiredOneOf("Percent", "Pods");
            policy.at("value").greaterThan(0);
            policy.at("periodSeconds").greaterThan(0);
            if (policy.at("periodSeconds").number(0) > 1800) {
                policy.at("periodSeconds").invalid("must be less than or equal to 1800");
            }
        }
    }
}
