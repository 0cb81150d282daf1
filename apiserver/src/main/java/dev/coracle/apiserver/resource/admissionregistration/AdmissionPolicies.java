package dev.coracle.apiserver.resource.admissionregistration;

import static dev.coracle.api.tree.Trees.setDefault;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import tools.jackson.databind.node.ObjectNode;

/** ValidatingAdmissionPolicies and MutatingAdmissionPolicies. */
final class AdmissionPolicies {

    private AdmissionPolicies() {}

    static KindRules validating(Ages ages) {
        return rules(ages, "ValidatingAdmissionPolicy", "Validations", "validations",
                "Validations indicates the number of validation rules defined in this configuration").status()
                .build();
    }

    static KindRules mutating(Ages ages) {
        return rules(ages, "MutatingAdmissionPolicy", "Mutations", "mutations",
                "Mutations indicates the number of mutation rules defined in this configuration").build();
    }

    private static KindRules.Builder rules(Ages ages, String kind, String column, String field, String description) {
        return KindRules.of("admissionregistration.k8s.io", kind).conditionalUpdateOnly().defaults(object -> {
            ObjectNode spec = Trees.ensureObject(object, "spec");
            setDefault(spec, "failurePolicy", "Fail");
            if (field.equals("mutations")) {
                setDefault(spec, "reinvocationPolicy", "Never");
            }
            Trees.object(spec, "matchConstraints").ifPresent(MatchDefaults::resources);
        }).validate((object, errors) -> check(object, errors, field)).validateChange(Expressions::policy)
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

    private static void check(ObjectNode object, FieldErrors errors, String field) {
        Place spec = Place.root(object, errors).at("spec");
        spec.at("failurePolicy").oneOf("Fail", "Ignore");
        if (spec.at("paramKind").present()) {
            spec.at("paramKind", "apiVersion").required();
            spec.at("paramKind", "kind").required();
        }
        Place match = spec.at("matchConstraints").required();
        if (match.present()) {
            match.at("resourceRules").required();
            match.at("resourceRules").items().forEach(Webhooks::rule);
            match.at("matchPolicy").oneOf("Equivalent", "Exact");
        }
        if (spec.at(field).empty() && (field.equals("mutations") || spec.at("auditAnnotations").empty())) {
            spec.at(field).required(field.equals("mutations")
                    ? ""
                    : "validations or auditAnnotations must be non-empty");
        }
        for (Place validation : spec.at("validations").items()) {
            validation.at("expression").required("expression is not specified");
        }
        for (Place condition : spec.at("matchConditions").items()) {
            condition.at("name").required();
            condition.at("expression").required();
        }
        spec.at("matchConditions").unique("name");
        spec.at("auditAnnotations").unique("key");
        spec.at("variables").unique("name");
    }
}
