package dev.coracle.apiserver.resource.core;

import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.container.Resources;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** LimitRanges. */
final class LimitRanges {

    private LimitRanges() {}

    static KindRules rules() {
        return KindRules.of("", "LimitRange").defaults(LimitRanges::fill).validate(LimitRanges::check).build();
    }

    /** For containers the maximum is the default limit, which is the default request; else the minimum is. */
    private static void fill(ObjectNode object) {
        for (ObjectNode item : Trees.objects(object, "spec", "limits")) {
            if (Trees.string(item, "type").equals("Container")) {
                copyMissing(item, "max", "default");
                copyMissing(item, "default", "defaultRequest");
                copyMissing(item, "min", "defaultRequest");
            }
        }
    }

    private static void copyMissing(ObjectNode item, String from, String to) {
        Trees.object(item, from).ifPresent(amounts -> amounts.properties().forEach(amount -> {
            ObjectNode target = Trees.ensureObject(item, to);
            if (target.path(amount.getKey()).isMissingNode()) {
                target.set(amount.getKey(), amount.getValue());
            }
        }));
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place limits = Place.root(object, errors).at("spec", "limits");
        limits.unique("type");
        for (Place limit : limits.items()) {
            Place type = limit.at("type");
            if (!type.required().empty() && type.text().indexOf('/') < 0
                    && !Set.of("Pod", "Container", "PersistentVolumeClaim").contains(type.text())) {
                type.invalid("must be a standard limit type or fully qualified");
            } else if (!type.empty()) {
                Labels.labelName(type);
            }
            item(limit, type.text());
        }
    }

    private static void item(Place limit, String type) {
        Set<String> names = new TreeSet<>();
        for (String field : List.of("max", "min", "default", "defaultRequest", "maxLimitRequestRatio")) {
            for (String name : limit.at(field).keys()) {
                Resources.qualified(limit.at(field).key(name), name);
                Amounts.notNegative(limit.at(field).key(name));
                names.add(name);
            }
        }
        if (type.equals("Pod")) {
            limit.at("default").forbiddenIfPresent("may not be specified when `type` is 'Pod'");
            limit.at("defaultRequest").forbiddenIfPresent("may not be specified when `type` is 'Pod'");
        }
        if (type.equals("PersistentVolumeClaim") && !limit.at("min").key("storage").present()
                && !limit.at("max").key("storage").present()) {
            limit.errors().required(limit.path().child("limits"),
                    "either minimum or maximum storage value is required, but neither was provided");
        }
        for (String name : names) {
            ordered(limit, name, "min", "min value", "max", "max value");
            ordered(limit, name, "min", "min value", "defaultRequest", "default request value");
            ordered(limit, name, "defaultRequest", "default request value", "max", "max value");
            ordered(limit, name, "defaultRequest", "default request value", "default", "default limit value");
            ordered(limit, name, "min", "min value", "default", "default value");
            ordered(limit, name, "default", "default value", "max", "max value");
            Place ratio = limit.at("maxLimitRequestRatio").key(name);
            if (Amounts.quantity(ratio.node()).filter(q -> q.milliValue() < 1000)
                    .isPresent()) {
                ratio.invalid("ratio " + Amounts.text(ratio.node()) + " is less than 1");
            }
        }
    }

    private static void ordered(Place limit, String name, String low, String lowName, String high, String highName) {
        Place lower = limit.at(low).key(name);
        Place upper = limit.at(high).key(name);
        Optional<Quantity> a = Amounts.quantity(lower.node());
        Optional<Quantity> b = Amounts.quantity(upper.node());
        if (a.isPresent() && b.isPresent() && a.get().compareTo(b.get()) > 0) {
            Place wrong = low.equals("min") && !high.equals("max") ? upper : lower;
            wrong.errors().invalid(wrong.path(), Amounts.text(wrong.node()), lowName + " "
                    + Amounts.text(lower.node()) + " is greater than " + highName + " " + Amounts.text(upper.node()));
        }
    }
}
