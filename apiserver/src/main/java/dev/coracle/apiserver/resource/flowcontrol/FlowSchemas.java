package dev.coracle.apiserver.resource.flowcontrol;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.Comparator;
import tools.jackson.databind.node.ObjectNode;

/** FlowSchemas. */
final class FlowSchemas {

    private static final String SPEC = "flowcontrol.v1.FlowSchemaSpec";

    private FlowSchemas() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("flowcontrol.apiserver.k8s.io", "FlowSchema").defaults(object -> {
            ObjectNode spec = Trees.ensureObject(object, "spec");
            if (Trees.integer(spec, "matchingPrecedence").orElse(0L) == 0) {
                spec.put("matchingPrecedence", 1000);
            }
        }).validate(FlowSchemas::check).generation(Generation.SPEC).status()
                .rowOrder(Comparator.comparing(FlowSchemas::precedence).thenComparing(Meta::name)).column(Columns.NAME)
                .column(Columns.text("PriorityLevel",
                        FieldDocs.of("flowcontrol.v1.PriorityLevelConfigurationReference", "name"),
                        Columns.at("spec", "priorityLevelConfiguration", "name")))
                .column(Columns.text("MatchingPrecedence", FieldDocs.of(SPEC, "matchingPrecedence"),
                        Columns.count("spec", "matchingPrecedence")))
                .column(Columns.text("DistinguisherMethod", FieldDocs.of(SPEC, "distinguisherMethod"),
                        Columns.atOr(Columns.NONE, "spec", "distinguisherMethod", "type")))
                .column(ages.column())
                .column(Columns.text("MissingPL",
                        "references a broken or non-existent PriorityLevelConfiguration",
                        object -> Trees.objects(object, "status", "conditions").stream()
                                .filter(c -> Trees.string(c, "type").equals("Dangling")).findFirst()
                                .map(c -> Trees.string(c, "status")).orElse("?")))
                .build();
    }

    private static long precedence(ObjectNode object) {
        return Trees.integer(object, "spec", "matchingPrecedence").orElse(0L);
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        long precedence = spec.at("matchingPrecedence").number(0);
        if (precedence < 1) {
            spec.at("matchingPrecedence").invalid("must be a positive value");
        } else if (precedence > 10000) {
            spec.at("matchingPrecedence").invalid("must not be greater than 10000");
        } else if (precedence == 1 && !Meta.name(object).equals("exempt")) {
            spec.at("matchingPrecedence").invalid("only the schema named 'exempt' may have matchingPrecedence 1");
        }
        spec.at("distinguisherMethod", "type").oneOf("ByNamespace", "ByUser");
        spec.at("priorityLevelConfiguration", "name").requiredNamed(Names::dnsSubdomain);
        for (Place rule : spec.at("rules").items()) {
            rule.at("subjects").required("subjects must contain at least one value");
            for (Place subject : rule.at("subjects").items()) {
                subject.at("kind").exactlyOneOf("Group", "ServiceAccount", "User");
            }
            if (rule.at("resourceRules").empty() && rule.at("nonResourceRules").empty()) {
                rule.errors().required(rule.path(),
                        "at least one of resourceRules and nonResourceRules has to be non-empty");
            }
            for (Place one : rule.at("resourceRules").items()) {
                one.at("verbs").required();
                one.at("apiGroups").required();
                one.at("resources").required();
                if (one.at("namespaces").empty() && !one.at("clusterScope").isTrue()) {
                    one.at("namespaces").required("resource rules that are not cluster scoped must supply at least "
                            + "one namespace");
                }
            }
            for (Place one : rule.at("nonResourceRules").items()) {
                one.at("verbs").required();
                one.at("nonResourceURLs").required();
            }
        }
    }
}
