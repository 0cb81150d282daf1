package dev.coracle.apiserver.resource.dynamic.device;

import dev.coracle.api.quantity.Quantity;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Place;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;

/** How a device that several claims share may be divided up: in amounts of a list, or of a range. */
final class RequestPolicies {

    private static final int MAX_VALUES = 10;

    private RequestPolicies() {}

    /** @param shared whether the device lets several claims in */
    static void check(Place capacity, boolean shared) {
        Place policy = capacity.at("requestPolicy");
        if (!policy.present()) {
            return;
        }
        Place values = policy.at("validValues");
        Place range = policy.at("validRange");
        Quantity whole = quantity(capacity.at("value")).orElse(Quantity.ZERO);
        if (!shared) {
            policy.forbidden("allowMultipleAllocations must be true");
        } else if (!values.empty() && range.present()) {
            policy.forbidden("exactly one policy can be specified, cannot specify \"validValues\" and \"validRange\" "
                    + "at the same time");
        } else if (!values.empty()) {
            quantity(policy.at("default").required("required when validValues is defined"))
                    .ifPresent(usual -> values(values, usual, whole));
        } else if (range.present()) {
            quantity(policy.at("default").required("required when validRange is defined"))
                    .ifPresent(usual -> range(range, usual, whole));
        }
    }

    private static Optional<Quantity> quantity(Place place) {
        return Amounts.quantity(place.node());
    }

    private static void values(Place values, Quantity usual, Quantity whole) {
        List<Place> items = values.items();
        for (int i = 1; i < items.size(); i++) {
            if (above(items.get(i - 1), items.get(i))) {
                items.get(i).invalidText("values must be sorted in ascending order");
            }
        }
        boolean[] found = new boolean[1];
        Bounded.set(values, MAX_VALUES, Place::text, item -> {
            Quantity value = quantity(item).orElse(Quantity.ZERO);
            if (value.compareTo(whole) > 0) {
                item.invalidText("option is larger than capacity value: " + whole);
            }
            found[0] |= value.equals(usual);
        });
        if (!found[0]) {
            values.errors().invalid(values.path(), usual.toString(),
                    "default value is not valid according to the requestPolicy");
        }
    }

    private static boolean above(Place one, Place other) {
        return quantity(one).orElse(Quantity.ZERO).compareTo(quantity(other).orElse(Quantity.ZERO)) > 0;
    }

    private static void range(Place range, Quantity usual, Quantity whole) {
        Place least = range.at("min").required("required when validRange is defined");
        quantity(least).ifPresent(min -> {
            if (min.compareTo(whole) > 0) {
                wrong(least, min, "min is larger than capacity value: " + whole);
            }
            if (usual.compareTo(min) < 0) {
                wrong(least, usual, "default is less than min: " + min);
            }
            Place most = range.at("max");
            quantity(most).ifPresent(max -> most(most, min, max, usual, whole));
            Place step = range.at("step");
            quantity(step).ifPresent(by -> {
                Quantity first = min.plus(by);
                if (first.compareTo(whole) > 0) {
                    wrong(step, by, "one step " + first + " is larger than capacity value: " + whole);
                }
                inSteps(step, usual, min, by);
                quantity(most).ifPresent(max -> inSteps(step, max, min, by));
            });
        });
    }

    private static void most(Place most, Quantity min, Quantity max, Quantity usual, Quantity whole) {
        if (min.compareTo(max) > 0) {
            wrong(most, min, "min is larger than max: " + max);
        }
        if (max.compareTo(whole) > 0) {
            wrong(most, max, "max is larger than capacity value: " + whole);
        }
        if (usual.compareTo(max) > 0) {
            wrong(most, usual, "default is more than max: " + max);
        }
    }

    private static void inSteps(Place step, Quantity value, Quantity from, Quantity by) {
        BigInteger width = BigInteger.valueOf(by.value());
        BigInteger distance = BigInteger.valueOf(value.value()).subtract(BigInteger.valueOf(from.value()));
        if (width.signum() == 0 || distance.remainder(width).signum() != 0) {
            wrong(step, value, "value is not a multiple of a given step (" + by + ") from (" + from + ")");
        }
    }

    private static void wrong(Place place, Quantity value, String detail) {
        place.errors().invalid(place.path(), value.toString(), detail);
    }
}
