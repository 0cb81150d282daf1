package dev.coracle.apiserver.resource.admissionregistration;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** ValidatingAdmissionPolicyBindings and MutatingAdmissionPolicyBindings. */
final class PolicyBindings {

    private PolicyBindings() {}

    static KindRules validating(Ages ages) {
        return rules(ages, "ValidatingAdmissionPolicyBinding", true);
    }

    static KindRules mutating(Ages ages) {
        return rules(ages, "MutatingAdmissionPolicyBinding", false);
    }

    private static KindRules rules(Ages ages, String kind, boolean actions) {
        return KindRules.of("admissionregistration.k8s.io", kind).plainFinalizers().conditionalUpdateOnly()
                .defaults(object -> Trees.object(object, "spec", "matchResources")
                        .ifPresent(MatchDefaults::resources))
                .validate((object, errors) -> check(object, errors, actions)).generation(Generation.SPEC)
                .column(Columns.NAME)
                .column(Columns.text("PolicyName",
                        "PolicyName indicates the policy definition which the policy binding binded to",
                        Columns.at("spec", "policyName")))
                .column(Columns.text("ParamRef",
                        "ParamRef indicates the param resource which sets the configuration param",
                        PolicyBindings::paramRef))
                .column(ages.column()).build();
    }

    private static Object paramRef(ObjectNode object) {
        return Trees.object(object, "spec", "paramRef").map(ref -> {
            String namespace = Trees.string(ref, "namespace");
            String name = Trees.string(ref, "name");
            String shown = name.isEmpty() ? Columns.selector(ref.path("selector")) : name;
            return namespace.isEmpty() ? shown : namespace + "/" + shown;
        }).orElse(Columns.UNSET);
    }

    private static void check(ObjectNode object, FieldErrors errors, boolean actions) {
        Place spec = Place.root(object, errors).at("spec");
        spec.at("policyName").requiredNamed(Names::dnsSubdomain);
        ParamChecks.reference(spec.at("paramRef"));
        if (actions) {
            MatchChecks.resources(spec.at("matchResources"));
            actions(spec.at("validationActions"));
        } else {
            MatchChecks.mutableResources(spec.at("matchResources"));
        }
    }

    private static void actions(Place list) {
        Set<String> seen = new HashSet<>();
        for (Place action : list.items()) {
            action.exactlyOneOf("Audit", "Deny", "Warn");
            if (!seen.add(action.text())) {
                action.errors().duplicate(action.path(), action.text());
            }
        }
        if (seen.containsAll(List.of("Deny", "Warn"))) {
            list.invalid("must not contain both Deny and Warn (repeating the same validation failure information "
                    + "in the API response and headers serves no purpose)");
        }
        list.required("at least one validation action is required");
    }
}
