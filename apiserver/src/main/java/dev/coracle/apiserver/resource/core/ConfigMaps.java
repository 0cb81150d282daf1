package dev.coracle.apiserver.resource.core;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.node.ObjectNode;

/** ConfigMaps. */
final class ConfigMaps {

    private ConfigMaps() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("", "ConfigMap").metadataChecks(2, 2).validate(ConfigMaps::check)
                .validateUpdate((object, old, errors) -> KeyedData.sealed(object, old, errors, "data", "binaryData"))
                .column(Columns.NAME)
                .column(Columns.text("Data", FieldDocs.of("core.v1.ConfigMap", "data"),
                        object -> (long) object.path("data").size() + object.path("binaryData").size()))
                .column(ages.column()).build();
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place data = Place.root(object, errors).at("data");
        Place binary = Place.root(object, errors).at("binaryData");
        long size = KeyedData.decodedSize(binary);
        for (String key : data.keys()) {
            if (binary.key(key).present()) {
                errors.invalid(data.key(key).path(), key, "duplicate of key present in binaryData");
            }
            size += data.key(key).text().getBytes(StandardCharsets.UTF_8).length;
        }
        KeyedData.keys(data);
        KeyedData.keys(binary);
        KeyedData.bounded(size, errors);
    }
}
