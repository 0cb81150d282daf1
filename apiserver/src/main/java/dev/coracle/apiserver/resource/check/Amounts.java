package dev.coracle.apiserver.resource.check;

import dev.coracle.api.quantity.Quantity;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Quantities, percentages, and numbers that may be either. */
public final class Amounts {

    private static final Pattern PERCENT = Pattern.compile("[0-9]+%");

    private Amounts() {}

    /** The quantity at a node, if it is one. */
    public static Optional<Quantity> quantity(JsonNode node) {
        if (!node.isString() && !node.isNumber()) {
            return Optional.empty();
        }
        return Quantity.tryParse(text(node));
    }

    /** A quantity as it stands in an error. */
    public static String text(JsonNode node) {
        return node.isString() ? node.stringValue() : node.isMissingNode() ? "0" : node.toString();
    }

    /** A quantity that is not negative. */
    public static void notNegative(Place place) {
        if (quantity(place.node()).filter(q -> q.signum() < 0).isPresent()) {
            place.errors().invalid(place.path(), text(place.node()), "must be greater than or equal to 0");
        }
    }

    /** A quantity above zero; a missing one counts as zero. */
    public static void positive(Place place) {
        if (quantity(place.node()).map(q -> q.signum() <= 0).orElse(true)) {
            place.errors().invalid(place.path(), text(place.node()), "must be greater than zero");
        }
    }

    /** A number from zero, or a percentage. */
    public static void numberOrPercent(Place place) {
        if (!place.present()) {
            return;
        }
        if (place.node().isString()) {
            if (!PERCENT.matcher(place.text()).matches()) {
                place.invalid("a valid percent string must be a numeric string followed by an ending '%' "
                        + "(e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')");
            }
        } else {
            place.atLeast(0);
        }
    }

    /** The percentage at a node, if it is one. */
    public static Optional<Integer> percent(JsonNode node) {
        if (!node.isString() || !PERCENT.matcher(node.stringValue()).matches()) {
            return Optional.empty();
        }
        String digits = node.stringValue().substring(0, node.stringValue().length() - 1);
        return Optional.of(digits.length() > 8 ? Integer.MAX_VALUE : Integer.parseInt(digits));
    }

    public static void notAbove100Percent(Place place) {
        if (percent(place.node()).filter(p -> p > 100).isPresent()) {
            place.invalid("must not be greater than 100%");
        }
    }

    /** Whether it is 0 or 0%. */
    public static boolean isZero(JsonNode node) {
        return node.isIntegralNumber() ? node.longValue() == 0 : percent(node).filter(p -> p == 0).isPresent();
    }
}
