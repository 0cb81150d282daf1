package dev.coracle.apiserver.resource.check;

import dev.coracle.api.validation.Names;
import java.util.HashSet;
import java.util.Set;

/** {@code status.conditions} of the newer kinds, which hold metav1.Conditions. Source: the API conventions, "Typical status properties". */
public final class ConditionChecks {

    private static final int MAX_REASON = 1024;
    private static final int MAX_MESSAGE = 32 * 1024;

    private ConditionChecks() {}

    public static void check(Place conditions) {
        Set<String> types = new HashSet<>();
        for (Place condition : conditions.items()) {
            Place type = condition.at("type");
            if (!types.add(type.text())) {
                type.errors().duplicate(type.path(), type.text());
            }
            one(condition);
        }
    }

    private static void one(Place condition) {
        Labels.labelName(condition.at("type"));
        condition.at("status").exactlyOneOf("False", "True", "Unknown");
        Place generation = condition.at("observedGeneration");
        if (generation.number(0) < 0) {
            generation.invalid("must be greater than or equal to zero");
        }
        condition.at("lastTransitionTime").required();
        Place reason = condition.at("reason").requiredNamed(Names::conditionReason);
        noLongerThan(reason, MAX_REASON);
        noLongerThan(condition.at("message"), MAX_MESSAGE);
    }

    private static void noLongerThan(Place place, int most) {
        if (place.text().length() > most) {
            place.errors().tooLong(place.path(), most);
        }
    }
}
