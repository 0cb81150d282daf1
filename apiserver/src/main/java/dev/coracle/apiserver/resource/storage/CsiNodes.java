package dev.coracle.apiserver.resource.storage;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.HashSet;
import java.util.Set;
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
        Set<String> known = new HashSet<>();
        for (Place driver : Place.root(object, errors).at("spec", "drivers").items()) {
            Place name = driver.at("name");
            DriverNames.check(name);
            Place id = driver.at("nodeID").required();
            if (id.text().length() > MAX_NODE_ID) {
                id.invalid("must be " + MAX_NODE_ID + " characters or less");
            }
            driver.at("allocatable", "count").atLeast(0);
            topologyKeys(driver);
            if (!known.add(name.text())) {
                errors.duplicate(name.path(), name.text());
            }
        }
    }

    /** What is wrong with a key is said of its driver. */
    private static void topologyKeys(Place driver) {
        Set<String> known = new HashSet<>();
        for (String key : Trees.strings(driver.node(), "topologyKeys")) {
            if (key.isEmpty()) {
                driver.errors().required(driver.path(), "");
            }
            if (!known.add(key)) {
                driver.errors().duplicate(driver.path(), key);
            }
            Names.qualifiedName(key).forEach(wrong -> driver.errors().invalid(driver.path(), key, wrong));
        }
    }

    /** A driver may come and go, but not become another under its name; how many volumes it takes may change. */
    private static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place drivers = Place.root(object, errors).at("spec", "drivers");
        for (JsonNode driver : drivers.node()) {
            for (JsonNode before : old.path("spec").path("drivers")) {
                boolean known = Trees.string(driver, "name").equals(Trees.string(before, "name"));
                if (known && !Place.same(identity(driver), identity(before))) {
                    new Place(identity(driver), drivers.path(), errors).invalidStruct(
                            "io.k8s.api.storage.v1.CSINodeDriver",
                            "field is immutable");
                }
            }
        }
    }

    private static JsonNode identity(JsonNode driver) {
        JsonNode copy = driver.deepCopy();
        return copy instanceof ObjectNode tree ? tree.without("allocatable") : copy;
    }
}
