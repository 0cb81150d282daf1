package dev.coracle.apiserver.resource.autoscaling;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What an autoscaler goes by: each metric has a type, the source that the type speaks of and no other, and something to aim at. */
final class MetricChecks {

    private static final Map<String, String> SOURCES = Map.of("Resource", "resource", "ContainerResource",
            "containerResource", "Pods", "pods", "Object", "object", "External", "external");
    private static final String[] TYPES = {"ContainerResource", "External", "Object", "Pods", "Resource"};
    /** Of several sources only the first in this order is looked at. */
    private static final List<String> ORDER = List.of("object", "external", "pods", "resource", "containerResource");

    private MetricChecks() {}

    static void check(Place metrics, long minReplicas) {
        metrics.items().forEach(MetricChecks::metric);
        boolean fromOutside = metrics.items().stream().map(metric -> metric.at("type"))
                .anyMatch(type -> type.is("Object") || type.is("External"));
        if (minReplicas == 0 && !fromOutside) {
            metrics.forbidden(
                    "must specify at least one Object or External metric to support scaling to zero replicas");
        }
    }

    private static void metric(Place metric) {
        Place type = metric.at("type").required("must specify a metric source type").exactlyOneOf(TYPES);
        List<String> present = ORDER.stream().filter(source -> metric.at(source).present()).toList();
        if (!present.isEmpty()) {
            source(metric.at(present.getFirst()), present.getFirst());
        }
        Optional<String> expected = Optional.ofNullable(SOURCES.get(type.text()));
        if (expected.isEmpty()) {
            type.exactlyOneOf(TYPES); // upstream says it twice
        } else if (!present.contains(expected.get())) {
            metric.at(expected.get()).required("must populate information for the given metric source");
        }
        if (present.size() > 1) {
            present.stream().filter(source -> !source.equals(expected.orElse("")))
                    .forEach(source -> metric.at(source).forbidden("must populate the given metric source only"));
        }
    }

    private static void source(Place source, String kind) {
        switch (kind) {
            case "object" -> {
                TargetReferences.check(source.at("describedObject"));
                identified(source);
                either(source.at("target"), "value", "averageValue", "must set either a target value or averageValue");
            }
            case "external" -> {
                identified(source);
                either(source.at("target"), "value", "averageValue",
                        "must set either a target value for metric or a per-pod target");
                notBoth(source.at("target"), "averageValue", "value",
                        "may not set both a target value for metric and a per-pod target");
            }
            case "pods" -> {
                identified(source);
                source.at("target", "averageValue").required("must specify a positive target averageValue");
            }
            default -> resource(source, kind);
        }
    }

    private static void resource(Place source, String kind) {
        source.at("name").required("must specify a resource name");
        if (kind.equals("containerResource")) {
            source.at("container").required("must specify a container");
        }
        Place target = source.at("target");
        target(target);
        either(target, "averageValue", "averageUtilization",
                "must set either a target raw value or a target utilization");
        notBoth(target, "averageUtilization", "averageValue",
                "may not set both a target raw value and a target utilization");
    }

    private static void identified(Place source) {
        source.at("metric", "name").required("must specify a metric name").named(Names::pathSegment);
        target(source.at("target"));
    }

    private static void target(Place target) {
        Place type = target.at("type").required("must specify a metric target type");
        if (!List.of("Utilization", "Value", "AverageValue").contains(type.text())) {
            type.invalidText("must be either Utilization, Value, or AverageValue");
        }
        positive(target.at("value"));
        positive(target.at("averageValue"));
        if (target.at("averageUtilization").number(1) < 1) {
            target.at("averageUtilization").invalid("must be greater than 0");
        }
    }

    private static void positive(Place quantity) {
        if (Amounts.quantity(quantity.node()).filter(amount -> amount.signum() <= 0).isPresent()) {
            quantity.errors().invalid(quantity.path(), Amounts.text(quantity.node()), "must be positive");
        }
    }

    private static void either(Place target, String one, String reported, String detail) {
        if (!target.at(one).present()) {
            target.at(reported).required(detail);
        }
    }

    private static void notBoth(Place target, String one, String reported, String detail) {
        if (target.at(one).present() && target.at(reported).present()) {
            target.at(reported).forbidden(detail);
        }
    }
}
