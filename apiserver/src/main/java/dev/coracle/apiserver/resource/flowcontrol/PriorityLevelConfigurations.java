package dev.coracle.apiserver.resource.flowcontrol;

import static dev.coracle.api.tree.Trees.setDefault;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Column;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** PriorityLevelConfigurations. */
final class PriorityLevelConfigurations {

    private PriorityLevelConfigurations() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration")
                .defaults(PriorityLevelConfigurations::fill).validate(PriorityLevelConfigurations::check)
                .generation(Generation.SPEC).status(Conditions::check).column(Columns.NAME)
                .column(Columns.text("Type", FieldDocs.of("flowcontrol.v1.PriorityLevelConfigurationSpec", "type"),
                        Columns.at("spec", "type")))
                .column(Columns.text("NominalConcurrencyShares",
                        FieldDocs.of("flowcontrol.v1.LimitedPriorityLevelConfiguration", "nominalConcurrencyShares"),
                        object -> number(object, "spec", "limited", "nominalConcurrencyShares")))
                .column(queuing("Queues", "queues")).column(queuing("HandSize", "handSize"))
                .column(queuing("QueueLengthLimit", "queueLengthLimit")).column(ages.column()).build();
    }

    private static Column queuing(String name, String field) {
        return Columns.text(name, FieldDocs.of("flowcontrol.v1.QueuingConfiguration", field),
                object -> number(object, "spec", "limited", "limitResponse", "queuing", field));
    }

    private static Object number(ObjectNode object, String... path) {
        return Trees.integer(object, path).<Object>map(n -> n).orElse(Columns.NONE);
    }

    private static void fill(ObjectNode object) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        Trees.object(spec, "exempt").ifPresent(exempt -> {
            setDefault(exempt, "nominalConcurrencyShares", 0);
            setDefault(exempt, "lendablePercent", 0);
        });
        Trees.object(spec, "limited").ifPresent(limited -> {
            setDefault(limited, "nominalConcurrencyShares", 30);
            setDefault(limited, "lendablePercent", 0);
            Trees.object(limited, "limitResponse", "queuing").ifPresent(queuing -> {
                orElse(queuing, "queues", 64);
                orElse(queuing, "handSize", 8);
                orElse(queuing, "queueLengthLimit", 50);
            });
        });
    }

    private static void orElse(ObjectNode queuing, String field, int usual) {
        if (Trees.integer(queuing, field).orElse(0L) == 0) {
            queuing.put(field, usual);
        }
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        Place type = spec.at("type").requiredOneOf("Exempt", "Limited");
        Place limited = spec.at("limited");
        String name = Meta.name(object);
        boolean known = type.is("Exempt") || type.is("Limited");
        if (known && type.is("Exempt") != name.equals("exempt")) {
            type.invalid("must be 'Exempt' if and only if `name` is 'exempt'");
        }
        if (type.is("Exempt")) {
            if (limited.present()) {
                limited.forbidden("must be nil if the type is not Limited");
            }
            PriorityLevelLimits.shares(spec.at("exempt"));
            PriorityLevelLimits.lending(spec.at("exempt"));
        } else if (type.is("Limited")) {
            if (spec.at("exempt").present()) {
                spec.at("exempt").forbidden("must be nil if the type is Limited");
            }
            PriorityLevelLimits.check(limited);
        }
        fixed(spec, name);
    }

    private static void fixed(Place spec, String name) {
        JsonNode fixed = Mandatory.LEVELS.get(name);
        if (fixed == null) {
            return;
        }
        boolean exempt = name.equals("exempt");
        JsonNode given = spec.node().deepCopy();
        if (exempt && given instanceof ObjectNode tree) {
            tree.remove("exempt");
        }
        if (!Place.same(given, fixed)) {
            Place shown = new Place(given, spec.path(), spec.errors());
            shown.invalidStruct("io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationSpec", "spec of '" + name + "' "
                    + (exempt ? "except the 'spec.exempt' field " : "") + "must equal the fixed value");
        }
    }
}
