package dev.coracle.apiserver.resource.pod;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

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
        }
        for (Place one : term.at("matchFields").items()) {
            one.at("operator").exactlyOneOf("In", "NotIn");
            if (one.at("values").node().size() != 1) {
                one.errors().required(one.at("values").path(),
                        "must be only one value when `operator` is 'In' or 'NotIn' for node field selector");
            }
            if (!one.at("key").is("metadata.name")) {
                one.at("key").invalidText("not a valid field selector key");
            }
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
            namespace.named(Names::dnsLabel);
        }
        topologyKey(term.at("topologyKey"));
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
                default -> operator.oneOf("Equal", "Exists", "Gt", "Lt");
            }
            toleration.at("effect").oneOf("NoSchedule", "PreferNoSchedule", "NoExecute");
        }
    }

    static void spreading(Place constraints) {
        Set<String> seen = new HashSet<>();
        for (Place one : constraints.items()) {
            if (one.at("maxSkew").number(0) <= 0) {
                one.errors().invalid(one.at("maxSkew").path(), one.at("maxSkew").number(0),
                        "must be greater than zero");
            }
            if (!one.at("topologyKey").required("can not be empty").empty()) {
                Labels.labelName(one.at("topologyKey"));
            }
            one.at("whenUnsatisfiable").exactlyOneOf("DoNotSchedule", "ScheduleAnyway");
            String pair = "{" + one.at("topologyKey").text() + ", " + one.at("whenUnsatisfiable").text() + "}";
            if (!seen.add(pair)) {
                one.errors().duplicate(one.path().child("{topologyKey, whenUnsatisfiable}"), pair);
            }
            if (one.at("minDomains").number(1) <= 0) {
                one.at("minDomains").invalid("must be greater than zero");
            }
            one.at("nodeAffinityPolicy").oneOf("Honor", "Ignore");
            one.at("nodeTaintsPolicy").oneOf("Honor", "Ignore");
            Labels.selector(one.at("labelSelector"));
        }
    }
}
