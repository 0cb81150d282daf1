package dev.coracle.apiserver.resource.apiextensions.schema.check;

import dev.coracle.api.schema.Pruning;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.schema.check.EmbeddedResources;
import dev.coracle.api.schema.check.ListUniqueness;
import dev.coracle.api.schema.check.SchemaValidation;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.admission.cel.ValidationRules;
import dev.coracle.apiserver.resource.check.Place;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Whether the defaults of a schema fit it. */
final class DefaultChecks {

    private static final String VALUE = "value";

    private DefaultChecks() {}

    /** @param schema of a whole object */
    static FieldErrors check(Place schema) {
        FieldErrors found = new FieldErrors();
        ObjectNode resource = Json.object().setAll((ObjectNode) schema.node());
        visit(new Place(resource.put("x-kubernetes-embedded-resource", true), schema.path(), found));
        return found;
    }

    private static void visit(Place schema) {
        if (schema.at("default").present()) {
            check(schema.at("default"), schema.node());
        }
        Place properties = schema.at("properties");
        properties.keys().forEach(name -> visit(properties.key(name)));
        for (String below : new String[]{"items", "additionalProperties"}) {
            if (schema.at(below).node().isObject()) {
                visit(schema.at(below));
            }
        }
    }

    private static void check(Place place, JsonNode schema) {
        ObjectNode outside = Json.object().put("type", "object");
        outside.putObject("properties").set(VALUE, schema);
        ObjectNode object = Json.object();
        object.set(VALUE, place.node().deepCopy());
        Pruning.apply(object, Schema.ofCustom(outside));
        if (!object.path(VALUE).equals(place.node())) {
            place.invalid("must not have unknown fields");
        }
        object.set(VALUE, place.node());
        FieldErrors wrong = new FieldErrors();
        Schema held = Schema.ofCustom(schema);
        SchemaValidation.validate(place.node(), held, FieldPath.root(), wrong);
        EmbeddedResources.validate(place.node(), held, FieldPath.root(), wrong);
        ListUniqueness.validate(place.node(), held, FieldPath.root(), wrong);
        if (wrong.isEmpty()) {
            FieldErrors broken = new FieldErrors();
            ValidationRules.compile(Schema.ofCustom(outside)).validate(object, Optional.empty(), broken, each -> {});
            place.errors().addAll(broken.moved(VALUE, place.path()));
        }
        place.errors().addAll(wrong.moved("", place.path()));
    }
}
