package dev.coracle.apiserver.resource.batch;

import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a failed pod means for its job. Source: KEP-3329, KEP-3850. */
final class PodFailurePolicies {

    private static final int MOST_RULES = 20;
    private static final int MOST_CODES = 255;
    private static final int MOST_CONDITIONS = 20;

    private PodFailurePolicies() {}

    static void check(Place spec, Place policy) {
        Set<String> containers = new HashSet<>();
        for (String kind : List.of("containers", "initContainers")) {
            spec.at("template", "spec", kind).items().forEach(c -> containers.add(c.at("name").text()));
        }
        policy.at("rules").atMost(MOST_RULES);
        for (Place rule : policy.at("rules").items()) {
            rule(spec, rule, containers);
        }
    }

    private static void rule(Place spec, Place rule, Set<String> containers) {
        Place action = rule.at("action");
        if (action.empty()) {
            action.required("valid values: [\"Count\" \"FailIndex\" \"FailJob\" \"Ignore\"]");
        }
        action.oneOf("Count", "FailIndex", "FailJob", "Ignore");
        if (action.is("FailIndex") && !spec.at("backoffLimitPerIndex").present()) {
            action.invalid("requires the backoffLimitPerIndex to be set");
        }
        Place codes = rule.at("onExitCodes");
        Place conditions = rule.at("onPodConditions");
        if (codes.present()) {
            codes(codes, containers);
        }
        conditions.atMost(MOST_CONDITIONS);
        for (Place condition : conditions.items()) {
            Labels.labelName(condition.at("type"));
            condition.at("status").requiredOneOf("False", "True", "Unknown");
        }
        if (codes.present() && !conditions.empty()) {
            withoutValue(rule, "specifying both OnExitCodes and OnPodConditions is not supported");
        } else if (!codes.present() && conditions.empty()) {
            withoutValue(rule, "specifying one of OnExitCodes and OnPodConditions is required");
        }
    }

    /** The message of the original gives no value here. */
    private static void withoutValue(Place rule, String why) {
        rule.errors().add("FieldValueInvalid", rule.path(), "Invalid value: " + why);
    }

    private static void codes(Place codes, Set<String> containers) {
        Place operator = codes.at("operator");
        if (operator.empty()) {
            operator.required("valid values: [\"In\" \"NotIn\"]");
        }
        operator.oneOf("In", "NotIn");
        Place container = codes.at("containerName");
        if (container.present() && !containers.contains(container.text())) {
            container.invalidText("must be one of the container or initContainer names in the pod template");
        }
        Place values = codes.at("values");
        if (values.empty()) {
            values.errors().invalid(values.path(), values.present() ? values.node() : "[]",
                    "at least one value is required");
        } else {
            values.atMost(MOST_CODES);
        }
        values(operator, values);
    }

    private static void values(Place operator, Place values) {
        Set<Long> seen = new HashSet<>();
        boolean ordered = true;
        long before = Long.MIN_VALUE;
        for (Place value : values.items()) {
            long number = value.number(0);
            if (operator.is("In") && number == 0) {
                value.invalid("must not be 0 for the In operator");
            }
            if (!seen.add(number)) {
                value.errors().duplicate(value.path(), number);
            }
            ordered &= number >= before;
            before = number;
        }
        if (!ordered) {
            values.invalid("must be ordered");
        }
    }
}
