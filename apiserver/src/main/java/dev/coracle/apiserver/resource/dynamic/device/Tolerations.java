package dev.coracle.apiserver.resource.dynamic.device;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;

/** Taints of devices, and what tolerates them. */
final class Tolerations {

    private static final String[] EFFECTS = {"NoExecute", "NoSchedule", "None"};

    private Tolerations() {}

    static void taint(Place taint) {
        Labels.labelName(taint.at("key"));
        value(taint.at("value"));
        taint.at("effect").requiredOneOf(EFFECTS);
    }

    static void toleration(Place toleration) {
        if (!toleration.at("key").empty()) {
            Labels.labelName(toleration.at("key"));
        }
        Place operator = toleration.at("operator");
        Place value = toleration.at("value");
        switch (operator.text()) {
            case "Exists" -> {
                if (!value.empty()) {
                    value.invalid("must be empty for operator `Exists`");
                }
            }
            case "Equal" -> value(value);
            default -> operator.requiredOneOf("Equal", "Exists");
        }
        toleration.at("effect").oneOf(EFFECTS);
    }

    private static void value(Place value) {
        Names.labelValue(value.text()).forEach(value::invalidText);
    }
}
