package dev.coracle.apiserver.resource.networking;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules.Generation;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** IngressClasses. */
final class IngressClasses {

    private static final int MAX_CONTROLLER = 250;

    private IngressClasses() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("networking.k8s.io", "IngressClass").metadataChecks(2, 2).defaults(IngressClasses::fill)
                .validateChange(IngressClasses::check)
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

    private static void check(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors,
            Consumer<String> warnings) {
        Place spec = Place.root(object, errors).at("spec");
        if (old.isPresent() && !spec.at("controller").same(old.get().path("spec").path("controller"))) {
            spec.at("controller").invalidText("field is immutable");
        }
        Place controller = spec.at("controller").required();
        if (controller.text().length() > MAX_CONTROLLER) {
            errors.tooLong(controller.path(), MAX_CONTROLLER);
        }
        if (!controller.empty() && controller.text().indexOf('/') < 0) {
            controller.invalid("must be a domain-prefixed path (such as \"acme.io/foo\")");
        }
        if (spec.at("parameters").present()) {
            reference(spec.at("parameters"));
            scope(spec.at("parameters"));
        }
    }

    /** An object of this or another group. */
    static void reference(Place reference) {
        if (reference.at("apiGroup").present()) {
            Names.dnsSubdomain(reference.at("apiGroup").text()).forEach(reference.at("apiGroup")::invalidText);
        }
        reference.at("kind").requiredNamed(Names::pathSegment);
        reference.at("name").requiredNamed(Names::pathSegment);
    }

    private static void scope(Place parameters) {
        Place scope = parameters.at("scope");
        Place namespace = parameters.at("namespace");
        if (!scope.present()) {
            scope.required();
            return;
        }
        scope.exactlyOneOf("Cluster", "Namespace");
        if (scope.is("Namespace")) {
            if (!namespace.present()) {
                namespace.required("`parameters.scope` is set to 'Namespace'");
            } else {
                Names.dnsLabel(namespace.text()).forEach(namespace::invalidText);
            }
        } else if (scope.is("Cluster") && namespace.present()) {
            namespace.forbidden("`parameters.scope` is set to 'Cluster'");
        }
    }

    private static Object parameters(ObjectNode object) {
        return Trees.object(object, "spec", "parameters").map(p -> {
            String group = Trees.string(p, "apiGroup");
            return Trees.string(p, "kind") + (group.isEmpty() ? "" : "." + group) + "/" + Trees.string(p, "name");
        }).orElse(Columns.NONE);
    }
}
