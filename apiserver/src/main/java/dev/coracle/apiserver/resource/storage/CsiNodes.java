package dev.coracle.apiserver.resource.storage;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** CSINodes. */
final class CsiNodes {

    private static final int MAX_NODE_ID = 256;

    private CsiNodes() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("storage.k8s.io", "CSINode").conditionalUpdateOnly().validate(CsiNodes::check)
                .validateUpdate(CsiNodes::checkUpdate).column(Columns.NAME)
                .column(Columns.integer("Drivers", FieldDocs.of("storage.v1.CSINodeSpec", "drivers"),
                        object -> (long) Trees.objects(object, "spec", "drivers").size()))
                .column(ages.column()).build();
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place drivers = Place.root(object, errors).at("spec", "drivers");
        for (Place driver : drivers.items()) {
            StorageClasses.provisioner(driver.at("name"));
            Place id = driver.at("nodeID").required();
            if (id.text().length() > MAX_NODE_ID) {
                id.invalid("must be " + MAX_NODE_ID + " characters or less");
            }
            driver.at("allocatable", "count").atLeast(0);
            for (Place key : driver.at("topologyKeys").items()) {
                key.required();
            }
            StorageClasses.labelKeys(driver.at("topologyKeys"));
        }
        drivers.unique("name");
    }

    /** A driver may come and go, but not become another under its name. */
    private static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        for (Place driver : Place.root(object, errors).at("spec", "drivers").items()) {
            for (JsonNode before : old.path("spec").path("drivers")) {
                if (driver.at("name").is(Trees.string(before, "name"))
                        && !driver.at("nodeID").same(before.path("nodeID"))) {
                    driver.errors().invalid(driver.path(), driver.node(), "field is immutable");
                }
            }
        }
    }
}
