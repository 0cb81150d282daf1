package dev.coracle.apiserver.resource.flowcontrol;

import static dev.coracle.api.tree.Trees.setDefault;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Column;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import tools.jackson.databind.node.ObjectNode;

/** PriorityLevelConfigurations. */
final class PriorityLevelConfigurations {

    private PriorityLevelConfigurations() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("flowcontrol.apiserver.k8s.io", "PriorityLevelConfiguration")
                .defaults(PriorityLevelConfigurations::fill).validate(PriorityLevelConfigurations::check)
                .generation(Generation.SPEC).status().column(Columns.NAME)
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
        if (Trees.string(spec, "type").equals("Exempt")) {
            ObjectNode exempt = Trees.ensureObject(spec, "exempt");
            setDefault(exempt, "nominalConcurrencyShares", 0);
            setDefault(exempt, "lendablePercent", 0);
        }
        Trees.object(spec, "limited").ifPresent(limited -> {
            setDefault(limited, "nominalConcurrencyShares", 30);
            setDefault(limited, "lendablePercent", 0);
            Trees.object(limited, "limitResponse", "queuing").ifPresent(queuing -> {
                setDefault(queuing, "queues", 64);
                setDefault(queuing, "handSize", 8);
                setDefault(queuing, "queueLengthLimit", 50);
            });
        });
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        Place limited = spec.at("limited");
        switch (spec.at("type").text()) {
            case "Exempt" -> limited
                    .forbiddenIfPresent("must be nil if the type is not Limited");
            case "Limited" -> {
                spec.at("exempt").forbiddenIfPresent("must be nil if the type is Limited");
                if (!limited.present()) {
                    limited.errors().required(limited.path(), "must not be empty when type is Limited");
                } else {
                    limited(limited);
                }
            }
            default -> spec.at("type").exactlyOneOf("Exempt", "Limited");
        }
    }

    private static void limited(Place limited) {
        if (limited.at("nominalConcurrencyShares").number(0) < 0) {
            limited.at("nominalConcurrencyShares").invalid("must be a non-negative integer");
        }
        Place lendable = limited.at("lendablePercent");
        if (lendable.number(0) < 0 || lendable.number(0) > 100) {
            lendable.invalid("must be between 0 and 100, inclusive");
        }
        Place response = limited.at("limitResponse");
        Place queuing = response.at("queuing");
        switch (response.at("type").text()) {
            case "Reject" -> queuing.forbiddenIfPresent("must be nil if limited.limitResponse.type is not Limited");
            case "Queue" -> {
                if (!queuing.present()) {
                    queuing.errors().required(queuing.path(),
                            "must not be empty if limited.limitResponse.type is Limited");
                }
                for (String field : new String[]{"queues", "handSize", "queueLengthLimit"}) {
                    if (queuing.at(field).number(1) <= 0) {
                        queuing.at(field).invalid("must be positive");
                    }
                }
                if (queuing.at("handSize").number(0) > queuing.at("queues").number(Long.MAX_VALUE)) {
                    queuing.at("handSize").invalid("should not be greater than queues ("
                            + queuing.at("queues").number(0) + ")");
                }
            }
            default -> response.at("type").exactlyOneOf("Queue", "Reject");
        }
    }
}
