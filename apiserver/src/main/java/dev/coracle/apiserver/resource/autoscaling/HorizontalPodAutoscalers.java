package dev.coracle.apiserver.resource.autoscaling;

import static dev.coracle.api.tree.Trees.setDefault;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** HorizontalPodAutoscalers, kept as autoscaling/v2. */
public final class HorizontalPodAutoscalers {

    private static final String SPEC = "autoscaling.v2.HorizontalPodAutoscalerSpec";
    private HorizontalPodAutoscalers() {}

    public static KindRules rules(Ages ages) {
        return KindRules.of("autoscaling", "HorizontalPodAutoscaler").defaults(HorizontalPodAutoscalers::fill)
                .prepareCreate((context, object) -> object.putObject("status").put("desiredReplicas", 0)
                        .putNull("currentMetrics"))
                .validate(HorizontalPodAutoscalers::check).status(HorizontalPodAutoscalers::checkStatus)
                .column(Columns.NAME)
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
        long least = spec.at("minReplicas").atLeast(1).number(1);
        Place most = spec.at("maxReplicas");
        if (most.number(0) == 0) {
            errors.required(most.path(), "must be set and greater than 0");
        } else {
            most.atLeast(1);
        }
        if (most.number(0) < least) {
            errors.invalid(most.path(), most.number(0), "must be greater than or equal to `minReplicas`");
        }
        TargetReferences.check(spec.at("scaleTargetRef"));
        TargetReferences.checkGroup(spec.at("scaleTargetRef"));
        MetricChecks.check(spec.at("metrics"), least);
        rules(spec.at("behavior", "scaleUp"));
        rules(spec.at("behavior", "scaleDown"));
    }

    private static void checkStatus(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place status = Place.root(object, errors).at("status");
        status.at("currentReplicas").atLeast(0);
        status.at("desiredReplicas").atLeast(0);
    }

    private static void rules(Place rules) {
        if (!rules.present()) {
            return;
        }
        Place window = rules.at("stabilizationWindowSeconds");
        if (window.number(0) < 0) {
            window.invalid("must be greater than or equal to zero");
        }
        atMost(window, 3600);
        if (rules.at("selectPolicy").present()) {
            rules.at("selectPolicy").exactlyOneOf("Disabled", "Max", "Min");
        }
        rules.at("policies").required("must specify at least one Policy");
        for (Place policy : rules.at("policies").items()) {
            policy.at("type").exactlyOneOf("Percent", "Pods");
            positive(policy.at("value"));
            positive(policy.at("periodSeconds"));
            atMost(policy.at("periodSeconds"), 1800);
        }
        Amounts.notNegative(rules.at("tolerance"));
    }

    private static void positive(Place number) {
        if (number.number(0) <= 0) {
            number.invalid("must be greater than zero");
        }
    }

    private static void atMost(Place number, long most) {
        if (number.number(0) > most) {
            number.invalid("must be less than or equal to " + most);
        }
    }
}
