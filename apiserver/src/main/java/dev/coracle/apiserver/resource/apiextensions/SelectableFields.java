package dev.coracle.apiserver.resource.apiextensions;

import dev.coracle.apiserver.resource.apiextensions.schema.FieldNotation;
import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The fields that objects of a custom kind can be selected by: single values that the schema knows. */
final class SelectableFields {

    private static final int MOST = 8;

    private SelectableFields() {}

    static void check(Place fields, JsonNode schema) {
        Set<List<String>> seen = new HashSet<>();
        for (Place field : fields.items()) {
            Place path = field.at("jsonPath");
            if (!path.required().empty()) {
                check(path, schema, seen);
            }
        }
        if (seen.size() > MOST) {
            fields.errors().tooMany(fields.path(), seen.size(), MOST);
        }
    }

    private static void check(Place path, JsonNode schema, Set<List<String>> seen) {
        try {
            FieldNotation.Found found = FieldNotation.follow(schema, path.text(), false);
            if (!found.fields().isEmpty() && found.fields().getFirst().equals("metadata")) {
                path.invalid("must not point to fields in metadata");
            }
            if (!isSingle(found.schema())) {
                path.invalid("must point to a field of type string, boolean or integer. Enum string fields and strings "
                        + "with formats are allowed.");
            }
            if (!seen.add(found.fields())) {
                path.errors().duplicate(path.path(), path.text());
            }
        } catch (FieldNotation.WrongPath e) {
            path.invalid("is an invalid path: " + e.why());
        }
    }

    private static boolean isSingle(JsonNode schema) {
        return List.of("string", "boolean", "integer").contains(schema.path("type").asString(""));
    }
}
