package dev.coracle.apiserver.resource.networking;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import tools.jackson.databind.node.ObjectNode;

/** IngressClasses. */
final class IngressClasses {

    private static final int MAX_CONTROLLER = 250;

    private IngressClasses() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("networking.k8s.io", "IngressClass").metadataChecks(2, 2).defaults(IngressClasses::fill)
                .validate(IngressClasses::check)
                .validateUpdate((object, old, errors) -> Place.root(object, errors).at("spec", "controller")
                        .immutable(old.path("spec").path("controller")))
                .generation(Generation.SPEC).column(Columns.NAME)
                .column(Columns.text("Controller", "Controller that is responsible for handling this class",
                        Columns.at("spec", "controller")))
                .column(Columns.text("Parameters", "A reference to a resource with additional parameters",
                        IngressClasses::parameters))
                .column(ages.column()).build();
    }

    private static void fill(ObjectNode object) {
        Trees.object(object, "spec", "parameters")
                .ifPresent(parameters -> Trees.setDefault(parameters, "scope", "Cluster"));
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        Place controller = spec.at("controller").required();
        if (controller.text().length() > MAX_CONTROLLER) {
            errors.tooLong(controller.path(), MAX_CONTROLLER);
        }
        if (!controller.empty() && controller.text().indexOf('/') < 0) {
            controller.invalid("must be a domain-prefixed path (such as \"acme.io/foo\")");
        }
        Place parameters = spec.at("parameters");
        if (parameters.present()) {
            parameters.at("kind").required();
            parameters.at("name").required();
            parameters.at("scope").requiredOneOf("Cluster", "Namespace");
            if (parameters.at("scope").is("Namespace") && parameters.at("namespace").empty()) {
                parameters.at("namespace").required("`parameters.scope` is set to 'Namespace'");
            } else if (parameters.at("scope").is("Cluster")) {
                parameters.at("namespace").forbiddenIfPresent("`parameters.scope` is set to 'Cluster'");
            }
        }
    }

    private static Object parameters(ObjectNode object) {
        return Trees.object(object, "spec", "parameters").map(p -> {
            String group = Trees.string(p, "apiGroup");
            return Trees.string(p, "kind") + (group.isEmpty() ? "" : "." + group) + "/" + Trees.string(p, "name");
        }).orElse(Columns.NONE);
    }
}
