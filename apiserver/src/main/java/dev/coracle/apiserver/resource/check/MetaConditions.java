package dev.coracle.apiserver.resource.check;

import java.util.regex.Pattern;

/** The conditions that have the form of apimachinery's. Source: the API conventions, "Typical status properties". */
public final class MetaConditions {

    private static final int MAX_REASON = 1024;
    private static final int MAX_MESSAGE = 32 * 1024;
    private static final Pattern REASON = Pattern.compile("[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?");

    private MetaConditions() {}

    public static void check(Place conditions) {
        for (Place condition : conditions.items()) {
            Labels.labelName(condition.at("type"));
            condition.at("status").exactlyOneOf("False", "True", "Unknown");
            if (condition.at("observedGeneration").number(0) < 0) {
                condition.at("observedGeneration").invalid("must be greater than or equal to zero");
            }
            condition.at("lastTransitionTime").required("must be set");
            reason(condition.at("reason"));
            longest(condition.at("message"), MAX_MESSAGE);
        }
        conditions.unique("type");
    }

    private static void reason(Place reason) {
        if (reason.required("must be set").empty()) {
            return;
        }
        if (!REASON.matcher(reason.text()).matches()) {
            reason.invalid(
                    "a condition reason must start with alphabetic character, optionally followed by a string of "
                            + "alphanumeric characters or '_,:', and must end with an alphanumeric character or '_' (e.g. "
                            + "'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used "
                            + "for validation is '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?')");
        }
        longest(reason, MAX_REASON);
    }

    private static void longest(Place text, int most) {
        if (text.text().length() > most) {
            text.errors().tooLong(text.path(), most);
        }
    }
}
