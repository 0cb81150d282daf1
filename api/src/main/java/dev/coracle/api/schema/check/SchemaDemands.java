package dev.coracle.api.schema.check;

import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a custom resource's schema demands of a whole object, but for rules in CEL: first by the keywords, then of embedded objects, then of
 * lists. A change is not held against what it left as it was, so that objects stay writable when their schema becomes stricter: values
 * that are the same have no errors by keywords, and lists have none if some list was wrong before. Source: KEP-4008.
 */
public final class SchemaDemands {

    private SchemaDemands() {}

    /** Checks an object. @param old what it takes the place of; empty for a new one */
    public static void object(ObjectNode object, Optional<ObjectNode> old, Schema schema, FieldErrors errors) {
        SchemaValidation.validate(object, schema, old.map(before -> new Correlated(object, before, schema)),
                FieldPath.root(), errors);
        EmbeddedResources.validate(object, schema, FieldPath.root(), errors);
        lists(object, old, schema, errors);
    }

    /** Checks an object of which the status alone is written. */
    public static void status(ObjectNode object, ObjectNode old, Schema schema, FieldErrors errors) {
        JsonNode status = object.path("status");
        if (!status.isMissingNode() && !status.isNull()) {
            schema.property("status").ifPresent(below -> SchemaValidation.validate(status, below,
                    new Correlated(object, old, schema).field("status"), FieldPath.of("status"), errors));
        }
        lists(object, Optional.of(old), schema, errors);
    }

    private static void lists(ObjectNode object, Optional<ObjectNode> old, Schema schema, FieldErrors errors) {
        FieldErrors now = repeated(object, schema);
        if (!now.isEmpty() && old.map(before -> repeated(before, schema).isEmpty()).orElse(true)) {
            errors.addAll(now);
        }
    }

    private static FieldErrors repeated(ObjectNode object, Schema schema) {
        FieldErrors found = new FieldErrors();
        ListUniqueness.validate(object, schema, FieldPath.root(), found);
        return found;
    }
}
