package dev.coracle.apiserver.resource.core.quota;

import dev.coracle.api.gotypes.InternalForm;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.container.Resources;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** What a ResourceQuota must be: known resources, in scopes that they can be counted in. */
final class ResourceQuotaChecks {

    private static final Set<String> SCOPES = Set.of("Terminating", "NotTerminating", "BestEffort", "NotBestEffort",
            "PriorityClass", "CrossNamespacePodAffinity", "VolumeAttributesClass");
    private static final Set<String> ONLY_EXIST = Set.of("Terminating", "NotTerminating", "BestEffort",
            "NotBestEffort", "CrossNamespacePodAffinity");
    private static final List<Set<String>> APART = List.of(Set.of("BestEffort", "NotBestEffort"),
            Set.of("Terminating", "NotTerminating"));

    private static final Set<String> STANDARD = Set.of("cpu", "memory", "ephemeral-storage", "requests.cpu",
            "requests.memory", "requests.storage", "requests.ephemeral-storage", "limits.cpu", "limits.memory",
            "limits.ephemeral-storage", "pods", "resourcequotas", "services", "replicationcontrollers", "secrets",
            "persistentvolumeclaims", "configmaps", "services.nodeports", "services.loadbalancers");
    private static final Set<String> OF_PODS = Set.of("pods", "cpu", "memory", "limits.cpu", "limits.memory",
            "requests.cpu", "requests.memory");
    private static final Set<String> OF_CLAIMS = Set.of("persistentvolumeclaims", "requests.storage");

    private ResourceQuotaChecks() {}

    static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        amounts(spec.at("hard"));
        scopes(spec);
        selector(spec);
    }

    static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place scopes = Place.root(object, errors).at("spec", "scopes");
        if (!names(scopes).equals(names(Place.root(old, errors).at("spec", "scopes")))) {
            scopes.invalid("field is immutable");
        }
    }

    static void checkStatus(ObjectNode object, ObjectNode old, FieldErrors errors) {
        amounts(Place.root(object, errors).at("status", "hard"));
        amounts(Place.root(object, errors).at("status", "used"));
    }

    private static Set<String> names(Place scopes) {
        Set<String> names = new HashSet<>();
        scopes.items().forEach(scope -> names.add(scope.text()));
        return names;
    }

    private static void scopes(Place spec) {
        Place scopes = spec.at("scopes");
        for (Place scope : scopes.items()) {
            if (!SCOPES.contains(scope.text())) {
                scopes.invalid("unsupported scope");
            }
            for (String resource : countedElsewhere(spec, scope.text())) {
                scopes.invalid("unsupported scope applied to resource");
            }
        }
        APART.stream().filter(names(scopes)::containsAll).forEach(pair -> scopes.invalid("conflicting scopes"));
    }

    /** The original's paths name the list, not the element. */
    private static void selector(Place spec) {
        Place selector = spec.at("scopeSelector");
        Place list = selector.at("matchExpressions");
        Set<String> seen = new HashSet<>();
        for (Place item : list.items()) {
            Place one = new Place(item.node(), list.path(), list.errors());
            String scope = one.at("scopeName").text();
            if (!SCOPES.contains(scope)) {
                one.at("scopeName").invalidText("unsupported scope");
            }
            for (String resource : countedElsewhere(spec, scope)) {
                list.errors().invalid(list.path(),
                        InternalForm.of(selector.node(), "io.k8s.api.core.v1.ScopeSelector"),
                        "unsupported scope applied to resource");
            }
            if (ONLY_EXIST.contains(scope) && !one.at("operator").is("Exists")) {
                one.at("operator").invalidText("must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, "
                        + "ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, "
                        + "ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity");
            }
            operator(one);
            seen.add(scope);
        }
        for (Set<String> pair : APART) {
            if (seen.containsAll(pair)) {
                new Place(spec.at("scopes").node(), list.path(), list.errors()).invalid("conflicting scopes");
            }
        }
    }

    private static void operator(Place one) {
        switch (one.at("operator").text()) {
            case "In", "NotIn" -> one.at("values")
                    .required("must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
            case "Exists", "DoesNotExist" -> {
                if (!one.at("values").empty()) {
                    one.at("values").invalid(
                            "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector");
                }
            }
            default -> one.at("operator").invalidText("not a valid selector operator");
        }
    }

    /** The resources of a quota that a scope says nothing about. */
    private static Set<String> countedElsewhere(Place spec, String scope) {
        Set<String> found = new TreeSet<>(spec.at("hard").keys());
        found.removeIf(name -> !isStandard(name) || switch (scope) {
            case "Terminating", "NotTerminating", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity" ->
                OF_PODS.contains(name);
            case "BestEffort" -> name.equals("pods");
            case "VolumeAttributesClass" -> OF_CLAIMS.contains(name);
            default -> true;
        });
        return found;
    }

    private static boolean isStandard(String name) {
        return STANDARD.contains(name) || name.startsWith("hugepages-") || name.startsWith("requests.hugepages-");
    }

    private static void amounts(Place amounts) {
        for (String name : amounts.keys()) {
            Place amount = amounts.key(name);
            Resources.qualified(amount, name);
            if (name.indexOf('/') < 0 && !isStandard(name)) {
                amount.errors().invalid(amount.path(), name, "must be a standard resource for quota");
            }
            Resources.amount(amount, name);
        }
    }
}
