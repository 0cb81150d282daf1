package dev.coracle.apiserver.resource.node;

import dev.coracle.api.gotypes.InternalForm;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.container.Resources;
import dev.coracle.apiserver.resource.pod.Scheduling;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import java.util.HashSet;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** RuntimeClasses. */
final class RuntimeClasses {

    private RuntimeClasses() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("node.k8s.io", "RuntimeClass").plainFinalizers().metadataChecks(4, 0)
                .conditionalUpdateOnly()
                .validate(RuntimeClasses::check)
                .validateUpdate((object, old, errors) -> Place.root(object, errors).at("handler")
                        .immutable(old.path("handler")))
                .column(Columns.NAME).column(Columns.text("Handler", "", Columns.at("handler"))).column(ages.column())
                .build();
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place runtime = Place.root(object, errors);
        runtime.at("handler").requiredNamed(Names::dnsLabel);
        // The original takes them for the limits of a container.
        ObjectNode limits = Json.object();
        Trees.object(object, "overhead", "podFixed").ifPresent(fixed -> limits.set("limits", fixed));
        Resources.check(new Place(limits, runtime.at("overhead").path(), errors), Set.of());
        Labels.check(runtime.at("scheduling", "nodeSelector"));
        tolerations(runtime.at("scheduling", "tolerations"));
    }

    private static void tolerations(Place tolerations) {
        Scheduling.tolerations(tolerations);
        Set<JsonNode> seen = new HashSet<>();
        for (Place toleration : tolerations.items()) {
            ObjectNode key = Json.object().setAll((ObjectNode) toleration.node());
            key.remove("tolerationSeconds");
            if (!seen.add(key)) {
                tolerations.errors().duplicate(toleration.path(),
                        InternalForm.of(toleration.node(), "io.k8s.api.core.v1.Toleration"));
            }
        }
    }
}
