package dev.coracle.apiserver.resource.flowcontrol;

import dev.coracle.api.gotypes.InternalForm;
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
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** FlowSchemas. */
final class FlowSchemas {

    private static final String SPEC = "flowcontrol.v1.FlowSchemaSpec";

    private static final List<String> DISTINGUISHERS = List.of("ByNamespace", "ByUser");

    private FlowSchemas() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("flowcontrol.apiserver.k8s.io", "FlowSchema").defaults(object -> {
            ObjectNode spec = Trees.ensureObject(object, "spec");
            if (Trees.integer(spec, "matchingPrecedence").orElse(0L) == 0) {
                spec.put("matchingPrecedence", 1000);
            }
        }).validate(FlowSchemas::check).generation(Generation.SPEC).status(Conditions::check)
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
        String name = Meta.name(object);
        checkPrecedence(spec.at("matchingPrecedence"), name);
        Place distinguisher = spec.at("distinguisherMethod");
        if (distinguisher.present() && !DISTINGUISHERS.contains(distinguisher.at("type").text())) {
            errors.notSupported(distinguisher.at("type").path(),
                    InternalForm.of(distinguisher.node(), "io.k8s.api.flowcontrol.v1.FlowDistinguisherMethod"),
                    DISTINGUISHERS);
        }
        spec.at("priorityLevelConfiguration", "name").required("must reference a priority level")
                .named(Names::dnsSubdomain);
        spec.at("rules").items().forEach(FlowRules::check);
        JsonNode fixed = Mandatory.SCHEMAS.get(name);
        if (fixed != null && !spec.same(fixed)) {
            spec.invalidStruct("io.k8s.api." + SPEC, "spec of '" + name + "' must equal the fixed value");
        }
    }

    private static void checkPrecedence(Place precedence, String name) {
        long value = precedence.number(0);
        if (value < 1) {
            precedence.invalid("must be a positive value");
        } else if (value > 10000) {
            precedence.invalid("must not be greater than 10000");
        } else if (value == 1 && !name.equals("exempt")) {
            precedence.invalid("only the schema named 'exempt' may have matchingPrecedence 1");
        }
    }
}
