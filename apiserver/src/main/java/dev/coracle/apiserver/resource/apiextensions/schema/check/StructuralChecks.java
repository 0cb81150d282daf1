package dev.coracle.apiserver.resource.apiextensions.schema.check;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.resource.apiextensions.schema.GoSchemas;
import dev.coracle.apiserver.resource.apiextensions.schema.Subschemas;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/**
 * Whether a schema is structural: the type of every field is said once and at its place, and what stands inside of allOf, anyOf, oneOf and not
 * only narrows it. Source: the documentation of structural schemas.
 */
final class StructuralChecks {

    private static final JsonNode INTEGER_OR_STRING = Json.array().add(Json.object().put("type", "integer"))
            .add(Json.object().put("type", "string"));

    /** Where in a schema something stands. */
    private enum Level {
        ROOT("must not be empty at the root"), ITEM("must not be empty for specified array items"), FIELD(
                "must not be empty for specified object fields");

        private final String typeMissing;

        Level(String typeMissing) {
            this.typeMissing = typeMissing;
        }
    }

    private StructuralChecks() {}

    /** Why the schema cannot be turned into a structural one at all, which other checks may have a better word for. */
    static Optional<String> unsupported(JsonNode schema) {
        for (GoSchemas.Field field : GoSchemas.FIELDS) {
            boolean known = !List.of("ID", "Schema", "Ref", "Dependencies", "PatternProperties", "AdditionalItems",
                    "Definitions").contains(field.name());
            if (!known && field.isSet(schema) && !(schema.path(field.key()).isContainer()
                    && schema.path(field.key()).isEmpty() && !field.name().equals("AdditionalItems"))) {
                return Optional.of("OpenAPIV3Schema '" + field.key().replace("$", "") + "' is not supported");
            }
        }
        JsonNode preserve = schema.path("x-kubernetes-preserve-unknown-fields");
        if (schema.path("items").isArray() || preserve.isBoolean() && !preserve.booleanValue()) {
            return Optional.of("OpenAPIV3Schema 'items' must be a schema");
        }
        return Subschemas.of(schema).stream().map(StructuralChecks::unsupported).flatMap(Optional::stream).findFirst();
    }

    /** What is not structural, in the order of the alphabet. */
    static FieldErrors check(Place schema) {
        FieldErrors found = new FieldErrors();
        Place root = new Place(schema.node(), schema.path(), found);
        invariants(root, Level.ROOT);
        NestedChecks.complete(root, root);
        return found.sorted();
    }

    private static void invariants(Place schema, Level level) {
        Place type = schema.at("type");
        Place items = schema.at("items");
        if (type.is("array") && !items.present()) {
            items.errors().required(items.path(), "must be specified");
        }
        if (items.present()) {
            invariants(items, Level.ITEM);
        }
        Place properties = schema.at("properties");
        properties.keys().forEach(name -> invariants(properties.key(name), Level.FIELD));
        additional(schema.at("additionalProperties"), level);
        extensions(schema);
        values(schema);
        type(schema, level);
        metadata(schema, level);
    }

    private static void additional(Place additional, Level level) {
        if (additional.present() && level == Level.ROOT) {
            additional.forbidden("must not be used at the root");
        }
        if (additional.node().isObject()) {
            invariants(additional, Level.FIELD);
        }
    }

    private static void extensions(Place schema) {
        if (!schema.at("x-kubernetes-int-or-string").isTrue()) {
            return;
        }
        for (String other : List.of("x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource")) {
            if (schema.at(other).isTrue()) {
                schema.at(other).invalid("must be false if x-kubernetes-int-or-string is true");
            }
        }
    }

    /** What narrows the schema; the two ways to write that something is an integer or a string are let through. */
    private static void values(Place schema) {
        if (!schema.at("anyOf").node().equals(INTEGER_OR_STRING)) {
            schema.at("anyOf").items().forEach(each -> NestedChecks.check(each, false));
        }
        int index = 0;
        for (Place each : schema.at("allOf").items()) {
            NestedChecks.check(each, index++ == 0 && each.at("anyOf").node().equals(INTEGER_OR_STRING));
        }
        NestedChecks.alternatives(schema);
        pattern(schema.at("pattern"));
    }

    static void pattern(Place pattern) {
        if (pattern.empty()) {
            return;
        }
        try {
            Pattern.compile(pattern.text());
        } catch (PatternSyntaxException e) {
            pattern.invalid("must be a valid regular expression, but isn't: " + e.getMessage());
        }
    }

    private static void type(Place schema, Level level) {
        Place type = schema.at("type");
        boolean embedded = schema.at("x-kubernetes-embedded-resource").isTrue();
        boolean free = schema.at("x-kubernetes-int-or-string").isTrue()
                || schema.at("x-kubernetes-preserve-unknown-fields").isTrue();
        if (embedded && !type.is("object")) {
            String detail = "must be object if x-kubernetes-embedded-resource is true";
            if (type.empty()) {
                type.required(detail);
            } else {
                type.invalid(detail);
            }
        } else if (type.empty() && !free) {
            type.required(level.typeMissing);
        }
        if (embedded && schema.at("additionalProperties").present()) {
            schema.at("additionalProperties").forbidden("must not be used if x-kubernetes-embedded-resource is set");
        }
        if (level == Level.ROOT && !type.empty() && !type.is("object")) {
            type.invalid("must be object at the root");
        }
    }

    /** What every object has is known already: of it a schema may restrict the name. */
    private static void metadata(Place schema, Level level) {
        boolean embedded = schema.at("x-kubernetes-embedded-resource").isTrue();
        boolean resource = level == Level.ROOT || embedded;
        Place properties = schema.at("properties");
        for (String field : List.of("kind", "apiVersion")) {
            Place type = properties.key(field).at("type");
            if (resource && properties.key(field).present() && !type.is("string")) {
                type.invalidText("must be string");
            }
        }
        Place metadata = properties.key("metadata");
        if (metadata.present()) {
            if (resource && !metadata.at("type").is("object")) {
                metadata.at("type").invalidText("must be object");
            }
            if (level == Level.ROOT && saysMoreThanNames(metadata)) {
                metadata.forbidden("must not specify anything other than name and generateName, but metadata is "
                        + "implicitly specified");
            }
        }
        if (embedded && !schema.at("x-kubernetes-preserve-unknown-fields").isTrue() && properties.empty()) {
            properties.required("must not be empty if x-kubernetes-embedded-resource is true without "
                    + "x-kubernetes-preserve-unknown-fields");
        }
    }

    private static boolean saysMoreThanNames(Place metadata) {
        boolean others = !List.of("name", "generateName").containsAll(metadata.at("properties").keys());
        return others || GoSchemas.FIELDS.stream().filter(field -> field.isSet(metadata.node()))
                .anyMatch(field -> !List.of("Type", "Default", "Properties").contains(field.name())
                        && !(metadata.node().path(field.key()) instanceof ArrayNode list && list.isEmpty()));
    }
}
