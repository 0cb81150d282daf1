package dev.coracle.apiserver.resource.apps;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** ControllerRevisions: what a workload's template once was. */
final class ControllerRevisions {

    private ControllerRevisions() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("apps", "ControllerRevision").metadataChecks(2, 2)
                .validateChange((object, old, errors, warnings) -> {
                    check(object, old.isEmpty(), errors);
                })
                .validateUpdate((object, old, errors) -> Place.root(object, errors).at("data")
                        .immutable(old.path("data")))
                .column(Columns.NAME)
                .column(Columns.text("Controller", "Controller of the object", ControllerRevisions::controller))
                .column(Columns.text("Revision", FieldDocs.of("apps.v1.ControllerRevision", "revision"),
                        Columns.count("revision")))
                .column(ages.column()).build();
    }

    private static void check(ObjectNode object, boolean isNew, FieldErrors errors) {
        Place revision = Place.root(object, errors);
        if (isNew && !revision.at("data").present()) {
            revision.at("data").required("data is mandatory");
        }
        revision.at("revision").atLeast(0);
    }

    private static Object controller(ObjectNode object) {
        return Meta.ownerReferences(object).stream().filter(owner -> Trees.bool(owner, "controller")).findFirst()
                .map(owner -> {
                    String version = Trees.string(owner, "apiVersion");
                    String group = version.contains("/") ? "." + version.substring(0, version.indexOf('/')) : "";
                    return Trees.string(owner, "kind").toLowerCase(Locale.ROOT) + group + "/"
                            + Trees.string(owner, "name");
                }).orElse(Columns.NONE);
    }
}
