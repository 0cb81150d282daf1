package dev.coracle.api.schema;

import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.FieldErrors;
import dev.coracle.api.validation.FieldPath;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks a custom resource against the validation keywords of its schema. Source: OpenAPI v3 as apiextensions/v1 restricts it; the messages
 * are those of kube-openapi, because clients show them.
 */
public final class SchemaValidation {

    private SchemaValidation() {}

    /** Adds what is wrong with {@code value}; {@code path} names it. */
    public static void validate(JsonNode value, Schema schema, FieldPath path, FieldErrors errors) {
        if (value.isNull() && (schema.nullable() || schema.type() == Schema.Type.ANY)) {
            return;
        }
        if (!hasType(value, schema)) {
            String wanted = schema.type() == Schema.Type.INT_OR_STRING
                    ? "integer,string"
                    : schema.json().path("type").asString("");
            errors.typeInvalid(path, shown(value),
                    inBody(path) + " must be of type " + wanted + ": " + FieldErrors.quoted(jsonType(value)));
            return;
        }
        JsonNode rules = schema.json();
        enumeration(value, rules, path, errors);
        switch (value) {
            case ObjectNode object -> object(object, schema, path, errors);
            case ArrayNode array -> array(array, schema, path, errors);
            default -> {
                if (value.isString()) {
                    string(value.stringValue(), rules, path, errors);
                } else if (value.isNumber()) {
                    number(value, rules, path, errors);
                }
            }
        }
        combinations(value, rules, path, errors);
    }

    private static boolean hasType(JsonNode value, Schema schema) {
        return switch (schema.type()) {
            case OBJECT -> value.isObject();
            case ARRAY -> value.isArray();
            case STRING -> value.isString();
            case INTEGER ->
                value.isIntegralNumber() || value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0;
            case NUMBER -> value.isNumber();
            case BOOLEAN -> value.isBoolean();
            case INT_OR_STRING -> value.isIntegralNumber() || value.isString();
            case ANY -> true;
        };
    }

    private static String jsonType(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case ARRAY -> "array";
            case OBJECT -> "object";
            default -> "null";
        };
    }

    /** As the messages print a value of the wrong type: by its type's name in quotes. */
    private static Object shown(JsonNode value) {
        return jsonType(value);
    }

    private static String inBody(FieldPath path) {
        String text = path.toString();
        return (text.isEmpty() ? "" : text + " ") + "in body";
    }

    private static void enumeration(JsonNode value, JsonNode rules, FieldPath path, FieldErrors errors) {
        if (rules.path("enum") instanceof ArrayNode allowed) {
            List<String> words = new ArrayList<>();
            for (JsonNode one : allowed) {
                if (one.equals(value)) {
                    return;
                }
                words.add(one.asString());
            }
            errors.notSupported(path, value, words);
        }
    }

    private static void string(String value, JsonNode rules, FieldPath path, FieldErrors errors) {
        int length = value.codePointCount(0, value.length());
        if (rules.has("maxLength") && length > rules.get("maxLength").asLong()) {
            errors.tooLong(path, rules.get("maxLength").asInt());
        }
        if (rules.has("minLength") && length < rules.get("minLength").asLong()) {
            errors.invalid(path, value,
                    inBody(path) + " should be at least " + rules.get("minLength").asLong() + " chars long");
        }
        String pattern = rules.path("pattern").asString("");
        if (!pattern.isEmpty() && !Patterns.finds(pattern, value)) {
            errors.invalid(path, value, inBody(path) + " should match '" + pattern + "'");
        }
        String format = rules.path("format").asString("");
        if (!format.isEmpty() && !StringFormats.fits(format, value)) {
            errors.invalid(path, value, inBody(path) + " must be of type " + format + ": " + FieldErrors.quoted(value));
        }
    }

    private static void number(JsonNode value, JsonNode rules, FieldPath path, FieldErrors errors) {
        BigDecimal number = value.decimalValue();
        if (rules.has("maximum")) {
            int order = number.compareTo(rules.get("maximum").decimalValue());
            boolean exclusive = rules.path("exclusiveMaximum").asBoolean(false);
            if (order > 0 || order == 0 && exclusive) {
                errors.invalid(path, value, inBody(path) + " should be less than " + (exclusive ? "" : "or equal to ")
                        + rules.get("maximum").asString());
            }
        }
        if (rules.has("minimum")) {
            int order = number.compareTo(rules.get("minimum").decimalValue());
            boolean exclusive = rules.path("exclusiveMinimum").asBoolean(false);
            if (order < 0 || order == 0 && exclusive) {
                errors.invalid(path, value, inBody(path) + " should be greater than "
                        + (exclusive ? "" : "or equal to ") + rules.get("minimum").asString());
            }
        }
        if (rules.has("multipleOf") && rules.get("multipleOf").decimalValue().signum() != 0
                && number.remainder(rules.get("multipleOf").decimalValue()).signum() != 0) {
            errors.invalid(path, value,
                    inBody(path) + " should be a multiple of " + rules.get("multipleOf").asString());
        }
    }

    private static void object(ObjectNode object, Schema schema, FieldPath path, FieldErrors errors) {
        JsonNode rules = schema.json();
        if (rules.has("maxProperties") && object.size() > rules.get("maxProperties").asInt()) {
            errors.tooMany(path, object.size(), rules.get("maxProperties").asInt());
        }
        if (rules.has("minProperties") && object.size() < rules.get("minProperties").asInt()) {
            errors.invalid(path, object,
                    inBody(path) + " should have at least " + rules.get("minProperties").asInt() + " properties");
        }
        for (String name : schema.required()) {
            if (!object.has(name)) {
                errors.required(path.child(name), "");
            }
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            schema.property(field.getKey()).ifPresentOrElse(
                    below -> validate(field.getValue(), below, path.child(field.getKey()), errors),
                    () -> schema.additionalProperties().ifPresent(
                            below -> validate(field.getValue(), below, path.child(field.getKey()), errors)));
        }
    }

    private static void array(ArrayNode array, Schema schema, FieldPath path, FieldErrors errors) {
        JsonNode rules = schema.json();
        if (rules.has("maxItems") && array.size() > rules.get("maxItems").asInt()) {
            errors.tooMany(path, array.size(), rules.get("maxItems").asInt());
        }
        if (rules.has("minItems") && array.size() < rules.get("minItems").asInt()) {
            errors.invalid(path, array.size(),
                    inBody(path) + " should have at least " + rules.get("minItems").asInt() + " items");
        }
        Set<JsonNode> seen = new HashSet<>();
        int index = 0;
        for (JsonNode item : array) {
            FieldPath at = path.index(index++);
            schema.items().ifPresent(items -> validate(item, items, at, errors));
            boolean twice = switch (schema.listType()) {
                case SET -> !seen.add(item);
                case MAP -> !seen.add(keyOf(item, schema));
                case ATOMIC -> rules.path("uniqueItems").asBoolean(false) && !seen.add(item);
            };
            if (twice) {
                errors.duplicate(at, schema.listType() == Schema.ListType.MAP ? keyOf(item, schema) : item);
            }
        }
    }

    private static JsonNode keyOf(JsonNode item, Schema schema) {
        ObjectNode key = dev.coracle.api.tree.Json.object();
        for (String name : schema.listMapKeys()) {
            Trees.at(item, name).or(() -> schema.items().flatMap(s -> s.property(name)).flatMap(Schema::defaultValue))
                    .ifPresent(value -> key.set(name, value));
        }
        return key;
    }

    private static void combinations(JsonNode value, JsonNode rules, FieldPath path, FieldErrors errors) {
        if (rules.path("anyOf") instanceof ArrayNode some && !some.isEmpty() && fitting(value, some) == 0) {
            errors.invalid(path, shown(value), inBody(path) + " must validate at least one schema (anyOf)");
        }
        if (rules.path("oneOf") instanceof ArrayNode one && !one.isEmpty()) {
            int fitting = fitting(value, one);
            if (fitting != 1) {
                errors.invalid(path, shown(value), inBody(path) + " must validate one and only one schema (oneOf). "
                        + (fitting == 0 ? "Found none valid" : "Found " + fitting + " valid alternatives"));
            }
        }
        if (rules.path("allOf") instanceof ArrayNode all && !all.isEmpty() && fitting(value, all) < all.size()) {
            for (JsonNode part : all) {
                validate(value, Schema.ofCustom(part), path, errors);
            }
            errors.invalid(path, shown(value), inBody(path) + " must validate all the schemas (allOf)");
        }
        if (rules.path("not").isObject() && fits(value, rules.get("not"))) {
            errors.invalid(path, shown(value), inBody(path) + " must not validate the schema (not)");
        }
    }

    private static int fitting(JsonNode value, ArrayNode schemas) {
        int count = 0;
        for (JsonNode schema : schemas) {
            count += fits(value, schema) ? 1 : 0;
        }
        return count;
    }

    private static boolean fits(JsonNode value, JsonNode schema) {
        FieldErrors found = new FieldErrors();
        validate(value, Schema.ofCustom(schema), FieldPath.root(), found);
        return found.isEmpty();
    }
}
