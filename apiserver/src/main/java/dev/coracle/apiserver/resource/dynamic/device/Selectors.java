package dev.coracle.apiserver.resource.dynamic.device;

import dev.coracle.apiserver.admission.cel.DeviceSelectors;
import dev.coracle.apiserver.resource.check.Place;

/** Expressions that choose devices. */
public final class Selectors {

    private static final int MAX = 32;
    private static final int MAX_LENGTH = 10 * 1024;

    private Selectors() {}

    public static void check(Place selectors) {
        Bounded.list(selectors, MAX, selector -> {
            Place cel = selector.at("cel");
            if (cel.present()) {
                expression(cel.at("expression"));
            } else {
                cel.required();
            }
        });
    }

    private static void expression(Place expression) {
        if (expression.text().length() > MAX_LENGTH) {
            expression.errors().tooLong(expression.path(), MAX_LENGTH);
        } else {
            DeviceSelectors.wrong(expression.text()).ifPresent(expression::invalidText);
        }
    }
}
