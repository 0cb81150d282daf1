package dev.coracle.apiserver.resource.admissionregistration;

import static dev.coracle.api.tree.Trees.setDefault;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.ConditionChecks;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import tools.jackson.databind.node.ObjectNode;

/** ValidatingAdmissionPolicies and MutatingAdmissionPolicies. */
final class AdmissionPolicies {

    private AdmissionPolicies() {}

    static KindRules validating(Ages ages) {
        return rules(ages, "ValidatingAdmissionPolicy", "Validations", "validations",
                "Validations indicates the number of validation rules defined in this configuration",
                PolicyChecks::validating).status(
                        (object, old, errors) -> ConditionChecks
                                .check(Place.root(object, errors).at("status", "conditions")))
                .build();
    }

    static KindRules mutating(Ages ages) {
        return rules(ages, "MutatingAdmissionPolicy", "Mutations", "mutations",
                "Mutations indicates the number of mutation rules defined in this configuration",
                PolicyChecks::mutating).build();
    }

    private static KindRules.Builder rules(Ages ages, String kind, String column, String field, String description,
            KindRules.ValidateChange check) {
        return KindRules.of("admissionregistration.k8s.io", kind).plainFinalizers().conditionalUpdateOnly()
                .defaults(object -> {
                    ObjectNode spec = Trees.ensureObject(object, "spec");
                    setDefault(spec, "failurePolicy", "Fail");
                    Trees.object(spec, "matchConstraints").ifPresent(MatchDefaults::resources);
                }).validateChange(check)
                .generation(Generation.SPEC)
                .column(Columns.NAME)
                .column(Columns.integer(column, description,
                        object -> (long) Trees.objects(object, "spec", field).size()))
                .column(Columns.text("ParamKind",
                        "ParamKind specifies the kind of resources used to parameterize this policy",
                        AdmissionPolicies::paramKind))
                .column(ages.column());
    }

    private static Object paramKind(ObjectNode object) {
        return Trees.object(object, "spec", "paramKind")
                .map(p -> Trees.string(p, "apiVersion") + "/" + Trees.string(p, "kind")).orElse(Columns.UNSET);
    }
}
