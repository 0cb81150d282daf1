package dev.coracle.apiserver.resource.core.quota;

import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.container.Resources;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** What a LimitRange must be: known types and resources, and amounts in order. */
final class LimitRangeChecks {

    private static final Set<String> TYPES = Set.of("Pod", "Container", "PersistentVolumeClaim");
    private static final String NOT_OF_PODS = "may not be specified when `type` is 'Pod'";

    /** Where the original compares whole numbers, for thousandths would not fit. */
    private static final long MAX_MILLI = Long.MAX_VALUE / 1000;

    private LimitRangeChecks() {}

    static void check(ObjectNode object, FieldErrors errors) {
        Set<String> types = new HashSet<>();
        for (Place limit : Place.root(object, errors).at("spec", "limits").items()) {
            type(limit.at("type"));
            if (!types.add(limit.at("type").text())) {
                errors.duplicate(limit.at("type").path(), limit.at("type").text());
            }
            item(limit, limit.at("type").text());
        }
    }

    private static void type(Place type) {
        int before = type.errors().size();
        type.namedEvenEmpty(Names::qualifiedName);
        if (type.errors().size() == before && type.text().indexOf('/') < 0 && !TYPES.contains(type.text())) {
            type.invalid("must be a standard limit type or fully qualified");
        }
    }

    private static void item(Place limit, String type) {
        boolean ofPods = type.equals("Pod");
        Set<String> names = new TreeSet<>();
        names.addAll(named(limit.at("max"), type));
        names.addAll(named(limit.at("min"), type));
        for (String field : List.of("default", "defaultRequest")) {
            if (ofPods) {
                limit.at(field).forbiddenIfPresent(NOT_OF_PODS);
            } else {
                names.addAll(named(limit.at(field), type));
            }
        }
        if (type.equals("PersistentVolumeClaim") && !limit.at("min").key("storage").present()
                && !limit.at("max").key("storage").present()) {
            limit.errors().required(limit.path().child("limits"),
                    "either minimum or maximum storage value is required, but neither was provided");
        }
        names.addAll(named(limit.at("maxLimitRequestRatio"), type));
        names.forEach(name -> new Amount(limit, name, !ofPods).check());
    }

    /** Names that this type may limit. */
    private static List<String> named(Place amounts, String type) {
        for (String name : amounts.keys()) {
            if (type.equals("Pod") || type.equals("Container")) {
                Resources.ofContainer(amounts.key(name), name);
            } else {
                Resources.qualified(amounts.key(name), name);
            }
        }
        return amounts.keys();
    }

    /** All that a limit says of one resource. @param defaulted whether its defaults count */
    private record Amount(Place limit, String name, boolean defaulted) {

        void check() {
            Optional<Quantity> min = of("min");
            Optional<Quantity> max = of("max");
            Optional<Quantity> limits = defaulted ? of("default") : Optional.empty();
            Optional<Quantity> requests = defaulted ? of("defaultRequest") : Optional.empty();
            ordered(min, max, "min", "min", "min value", "max", "max value");
            ordered(min, requests, "defaultRequest", "min", "min value", "defaultRequest", "default request value");
            ordered(requests, max, "defaultRequest", "defaultRequest", "default request value", "max", "max value");
            ordered(requests, limits, "defaultRequest", "defaultRequest", "default request value", "default",
                    "default limit value");
            ordered(min, limits, "default", "min", "min value", "default", "default value");
            if (above(limits, max)) { // the original quotes the maximum here
                invalid("default", text("max"), greater("default", "default value", "max", "max value"));
            }
            ratio(min, max);
            if (!Resources.mayOvercommit(name) && limits.isPresent() && requests.isPresent()
                    && limits.get().compareTo(requests.get()) != 0) {
                invalid("defaultRequest", text("defaultRequest"), "default value " + text("default")
                        + " must equal to defaultRequest value " + text("defaultRequest") + " in " + name);
            }
        }

        /** Says so, at a field, if the lower is above the upper; the default's error quotes the minimum, as the original's does. */
        private void ordered(Optional<Quantity> lower, Optional<Quantity> upper, String at, String low, String lowName,
                String high, String highName) {
            if (above(lower, upper)) {
                invalid(at, text(at.equals("default") ? low : at), greater(low, lowName, high, highName));
            }
        }

        private String greater(String low, String lowName, String high, String highName) {
            return lowName + " " + text(low) + " is greater than " + highName + " " + text(high);
        }

        private void ratio(Optional<Quantity> min, Optional<Quantity> max) {
            Optional<Quantity> ratio = of("maxLimitRequestRatio");
            if (ratio.filter(q -> q.milliValue() < 1000).isPresent()) {
                invalid("maxLimitRequestRatio", text("maxLimitRequestRatio"),
                        "ratio " + text("maxLimitRequestRatio") + " is less than 1");
            }
            if (ratio.isEmpty() || min.isEmpty() || max.isEmpty()) {
                return;
            }
            boolean fine = ratio.get().value() < MAX_MILLI && min.get().value() < MAX_MILLI
                    && max.get().value() < MAX_MILLI;
            double wanted = fine ? ratio.get().milliValue() / 1000.0 : ratio.get().value();
            double given = fine
                    ? (double) max.get().milliValue() / min.get().milliValue()
                    : (double) max.get().value() / min.get().value();
            if (wanted > given) {
                invalid("maxLimitRequestRatio", text("maxLimitRequestRatio"),
                        "ratio " + text("maxLimitRequestRatio") + " is greater than max/min = "
                                + (Double.isInfinite(given) ? "-Inf" : String.format(Locale.ROOT, "%f", given)));
            }
        }

        private static boolean above(Optional<Quantity> lower, Optional<Quantity> upper) {
            return lower.isPresent() && upper.isPresent() && lower.get().compareTo(upper.get()) > 0;
        }

        private Optional<Quantity> of(String field) {
            return Amounts.quantity(limit.at(field).key(name).node());
        }

        private String text(String field) {
            return Amounts.text(limit.at(field).key(name).node());
        }

        private void invalid(String field, String value, String detail) {
            limit.errors().invalid(limit.at(field).key(name).path(), value, detail);
        }
    }
}
