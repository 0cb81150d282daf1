package dev.coracle.apiserver.resource.pod;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;

/** What a pod may ask of the node it goes to: affinity, tolerations, spreading. */
public final class Scheduling {

    private static final String REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution";
    private static final String PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution";

    private Scheduling() {}

    static void affinity(Place affinity) {
        Place node = affinity.at("nodeAffinity");
        if (node.at(REQUIRED).present()) {
            nodeSelector(node.at(REQUIRED));
        }
        for (Place preferred : node.at(PREFERRED).items()) {
            weight(preferred.at("weight"));
            nodeSelectorTerm(preferred.at("preference"));
        }
        for (String kind : List.of("podAffinity", "podAntiAffinity")) {
            affinity.at(kind, REQUIRED).items().forEach(Scheduling::podTerm);
            for (Place preferred : affinity.at(kind, PREFERRED).items()) {
                weight(preferred.at("weight"));
                podTerm(preferred.at("podAffinityTerm"));
            }
        }
    }

    private static void weight(Place weight) {
        long value = weight.number(0);
        if (value < 1 || value > 100) {
            weight.errors().invalid(weight.path(), value, "must be in the range 1-100");
        }
    }

    /** A NodeSelector, as in affinities and persistent volumes. */
    public static void nodeSelector(Place selector) {
        selector.at("nodeSelectorTerms").required("must have at least one node selector term");
        selector.at("nodeSelectorTerms").items().forEach(Scheduling::nodeSelectorTerm);
    }

    private static void nodeSelectorTerm(Place term) {
        for (Place one : term.at("matchExpressions").items()) {
            requirement(one);
            Labels.labelName(one.at("key"));
            for (Place value : one.at("values").items()) {
                value.namedEvenEmpty(Names::labelValue);
            }
        }
        for (Place one : term.at("matchFields").items()) {
            field(one);
        }
    }

    private static void field(Place one) {
        Place values = one.at("values");
        if (!one.at("operator").is("In") && !one.at("operator").is("NotIn")) {
            one.at("operator").invalidText("not a valid selector operator");
        } else if (values.node().size() != 1) {
            values.errors().required(values.path(),
                    "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
        }
        if (one.at("key").is("metadata.name")) {
            values.items().forEach(value -> value.namedEvenEmpty(Names::dnsSubdomain));
        } else {
            one.at("key").invalidText("not a valid field selector key");
        }
    }

    private static void requirement(Place one) {
        Place values = one.at("values");
        switch (one.at("operator").text()) {
            case "In", "NotIn" -> values.required("must be specified when `operator` is 'In' or 'NotIn'");
            case "Exists", "DoesNotExist" -> values
                    .forbiddenIfPresent("may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
            case "Gt", "Lt" -> {
                if (values.node().size() != 1) {
                    values.errors().required(values.path(),
                            "must be specified single value when `operator` is 'Lt' or 'Gt'");
                }
            }
            default -> one.at("operator").invalidText("not a valid selector operator");
        }
    }

    private static void podTerm(Place term) {
        Labels.selector(term.at("labelSelector"));
        Labels.selector(term.at("namespaceSelector"));
        for (Place namespace : term.at("namespaces").items()) {
            new Place(namespace.node(), term.path().child("namespace"), term.errors())
                    .namedEvenEmpty(Names::dnsLabel);
        }
        matchKeys(term, "matchLabelKeys");
        matchKeys(term, "mismatchLabelKeys");
        for (Place key : term.at("matchLabelKeys").items()) {
            for (Place other : term.at("mismatchLabelKeys").items()) {
                if (key.is(other.text())) {
                    key.invalid("exists in both matchLabelKeys and mismatchLabelKeys");
                }
            }
        }
        topologyKey(term.at("topologyKey"));
    }

    /** Keys whose values in the pod's own labels are added to the selector. */
    private static void matchKeys(Place holder, String field) {
        Place keys = holder.at(field);
        if (keys.empty()) {
            return;
        }
        if (!holder.at("labelSelector").present()) {
            keys.forbidden("must not be specified when labelSelector is not set");
        }
        keys.items().forEach(Labels::labelName);
    }

    private static void topologyKey(Place key) {
        key.required("can not be empty");
        Labels.labelName(key);
    }

    public static void tolerations(Place tolerations) {
        for (Place toleration : tolerations.items()) {
            Place key = toleration.at("key");
            Place operator = toleration.at("operator");
            if (!key.empty()) {
                Labels.labelName(key);
            } else if (!operator.is("Exists")) {
                operator.invalidText(
                        "operator must be Exists when `key` is empty, which means \"match all values and all keys\"");
            }
            if (toleration.at("tolerationSeconds").present() && !toleration.at("effect").is("NoExecute")) {
                toleration.at("effect").invalidText("effect must be 'NoExecute' when `tolerationSeconds` is set");
            }
            switch (operator.text()) {
                case "", "Equal" -> {
                    for (String problem : Names.labelValue(toleration.at("value").text())) {
                        operator.errors().invalid(operator.path(), toleration.at("value").text(), problem);
                    }
                }
                case "Exists" -> {
                    if (!toleration.at("value").empty()) {
                        operator.errors().invalid(operator.path(), toleration.at("value").text(),
                                "value must be empty when `operator` is 'Exists'");
                    }
                }
                // Comparing numbers waits behind a feature gate; the message knows of it already.
                case "Gt", "Lt" -> operator.errors().notSupported(operator.path(), operator.text(),
                        List.of("Equal", "Exists", "Lt", "Gt"));
                default -> operator.oneOf("Equal", "Exists");
            }
            toleration.at("effect").oneOf("NoSchedule", "PreferNoSchedule", "NoExecute");
        }
    }

    private static String pair(Place constraint) {
        return "{" + constraint.at("topologyKey").text() + ", " + constraint.at("whenUnsatisfiable").text() + "}";
    }

    /** Whether the pair stands in a constraint after this one too. */
    private static boolean later(Place constraints, Place one, String pair) {
        boolean after = false;
        for (Place other : constraints.items()) {
            if (after && pair(other).equals(pair)) {
                return true;
            }
            after |= other.path().toString().equals(one.path().toString());
        }
        return false;
    }

    static void spreading(Place constraints) {
        for (Place one : constraints.items()) {
            if (one.at("maxSkew").number(0) <= 0) {
                one.errors().invalid(one.at("maxSkew").path(), one.at("maxSkew").number(0),
                        "must be greater than zero");
            }
            one.at("topologyKey").required("can not be empty");
            one.at("whenUnsatisfiable").exactlyOneOf("DoNotSchedule", "ScheduleAnyway");
            String pair = pair(one);
            if (later(constraints, one, pair)) {
                one.errors().duplicate(one.path().child("{topologyKey, whenUnsatisfiable}"), pair);
            }
            if (one.at("minDomains").number(1) <= 0) {
                one.at("minDomains").invalid("must be greater than zero");
            }
            if (one.at("minDomains").present() && !one.at("whenUnsatisfiable").is("DoNotSchedule")) {
                one.at("minDomains").invalid("can only use minDomains if whenUnsatisfiable=DoNotSchedule, not "
                        + one.at("whenUnsatisfiable").text());
            }
            one.at("nodeAffinityPolicy").givenOneOf("Honor", "Ignore");
            one.at("nodeTaintsPolicy").givenOneOf("Honor", "Ignore");
            matchKeys(one, "matchLabelKeys");
            Labels.selector(one.at("labelSelector"));
        }
    }
}
