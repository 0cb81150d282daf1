package dev.coracle.apiserver.resource.apiextensions.schema;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A definition's versions as errors show them: see {@link GoSchemas}. */
public final class GoVersions {

    private GoVersions() {}

    /** The text of a list of a definition's versions in an error. @param versions without what they have in common */
    public static String shown(List<ObjectNode> versions) {
        ArrayNode shown = Json.array();
        versions.forEach(version -> shown.add(version(version)));
        return GoSchemas.escaped(shown);
    }

    private static ObjectNode version(ObjectNode version) {
        ObjectNode shown = GoSchemas.words(version, "Name", "name");
        for (String flag : List.of("Served", "Storage", "Deprecated")) {
            shown.put(flag, Trees.bool(version, flag.toLowerCase(java.util.Locale.ROOT)));
        }
        GoSchemas.pointer(shown, "DeprecationWarning", version.path("deprecationWarning"), text -> text);
        GoSchemas.pointer(shown, "Schema", version.path("schema"), schema -> {
            ObjectNode body = Json.object();
            GoSchemas.pointer(body, "OpenAPIV3Schema", schema.path("openAPIV3Schema"), GoSchemas::schema);
            return body;
        });
        GoSchemas.pointer(shown, "Subresources", version.path("subresources"), GoVersions::subresources);
        GoSchemas.pointer(shown, "AdditionalPrinterColumns", version.path("additionalPrinterColumns"),
                GoVersions::columns);
        GoSchemas.pointer(shown, "SelectableFields", version.path("selectableFields"), fields -> {
            ArrayNode list = Json.array();
            fields.forEach(field -> list.add(GoSchemas.words(field, "JSONPath", "jsonPath")));
            return list;
        });
        return shown;
    }

    private static ObjectNode subresources(JsonNode subresources) {
        ObjectNode shown = Json.object();
        GoSchemas.pointer(shown, "Status", subresources.path("status"), status -> Json.object());
        GoSchemas.pointer(shown, "Scale", subresources.path("scale"), scale -> {
            ObjectNode paths = GoSchemas.words(scale, "SpecReplicasPath", "specReplicasPath", "StatusReplicasPath",
                    "statusReplicasPath");
            GoSchemas.pointer(paths, "LabelSelectorPath", scale.path("labelSelectorPath"), path -> path);
            return paths;
        });
        return shown;
    }

    private static ArrayNode columns(JsonNode columns) {
        ArrayNode shown = Json.array();
        for (JsonNode column : columns) {
            ObjectNode one = GoSchemas.words(column, "Name", "name", "Type", "type", "Format", "format", "Description",
                    "description");
            one.put("Priority", column.path("priority").asInt(0));
            shown.add(one.put("JSONPath", Trees.string(column, "jsonPath")));
        }
        return shown;
    }
}
