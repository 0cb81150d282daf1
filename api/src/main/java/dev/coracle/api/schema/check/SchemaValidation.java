package dev.coracle.api.schema.check;

import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import java.math.BigDecimal;
import dev.coracle.api.tree.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Checks a custom resource against the validation keywords of its schema. Source: OpenAPI v3 as apiextensions/v1 restricts it; the messages
 * are those of kube-openapi, because clients show them.
 */
public final class SchemaValidation {

    private static final FieldPath NOWHERE = FieldPath.of("<nil>");

    private SchemaValidation() {}

    /** Adds what is wrong with {@code value}; {@code path} names it. */
    public static void validate(JsonNode value, Schema schema, FieldPath path, FieldErrors errors) {
        validate(value, schema, Optional.empty(), path, errors);
    }

    /** As above, but for what was as wrong before. @param beside the value and what it takes the place of, if that can be told */
    public static void validate(JsonNode value, Schema schema, Optional<Correlated> beside, FieldPath path,
            FieldErrors errors) {
        if (beside.isEmpty() || !beside.get().unchanged()) {
            keywords(value, schema, beside, path, errors);
        }
    }

    private static void keywords(JsonNode value, Schema schema, Optional<Correlated> beside, FieldPath path,
            FieldErrors errors) {
        if (value.isNull() && (schema.nullable() || schema.type() == Schema.Type.ANY)) {
            return;
        }
        if (!hasType(value, schema)) {
            String wanted = schema.type() == Schema.Type.INT_OR_STRING
                    ? "integer,string"
                    : schema.json().path("type").asString("");
            errors.typeInvalid(place(path), jsonType(value),
                    inBody(path) + " must be of type " + wanted + ": " + FieldErrors.quoted(jsonType(value)));
        }
        // What has the wrong type is checked on: upstream names all that is wrong, in this order.
        JsonNode rules = schema.json();
        combinations(value, rules, beside, path, errors);
        if (value.isString()) {
            string(value.stringValue(), rules, path, errors);
        } else if (value.isNumber()) {
            range(value, schema, path, errors);
            number(value, rules, path, errors);
        } else if (value instanceof ArrayNode array) {
            array(array, schema, beside, path, errors);
        }
        enumeration(value, rules, path, errors);
        if (value instanceof ObjectNode object) {
            object(object, schema, beside, path, errors);
        }
    }

    private static boolean hasType(JsonNode value, Schema schema) {
        String word = schema.json().path("type").asString("");
        if (schema.type() != Schema.Type.INT_OR_STRING && word.isEmpty()) {
            return true;
        }
        return switch (schema.type()) {
            case OBJECT -> value.isObject();
            case ARRAY -> value.isArray();
            case STRING -> value.isString();
            case INTEGER -> value.isIntegralNumber() && value.canConvertToLong();
            case NUMBER -> value.isNumber();
            case BOOLEAN -> value.isBoolean();
            case INT_OR_STRING -> value.isIntegralNumber() || value.isString();
            case ANY -> word.isEmpty();
        };
    }

    private static String jsonType(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() && value.canConvertToLong() ? "integer" : "number";
            case ARRAY -> "array";
            case OBJECT -> "object";
            default -> "null";
        };
    }

    private static String inBody(FieldPath path) {
        return path + " in body";
    }

    /** Numbers are equal by value, whatever their form. */
    static int compare(JsonNode a, JsonNode b) {
        if (isFinite(a) && isFinite(b)) {
            return a.decimalValue().compareTo(b.decimalValue());
        }
        return a.equals(b) ? 0 : 1;
    }

    private static boolean isFinite(JsonNode node) {
        return node.isNumber() && Double.isFinite(node.doubleValue());
    }

    private static void enumeration(JsonNode value, JsonNode rules, FieldPath path, FieldErrors errors) {
        if (rules.path("enum") instanceof ArrayNode allowed) {
            List<String> words = new ArrayList<>();
            for (JsonNode one : allowed) {
                if (one.equals(SchemaValidation::compare, value)) {
                    return;
                }
                words.add(one.isString() ? one.stringValue() : Json.text(one));
            }
            errors.notSupported(place(path), value, words);
        }
    }

    /** The first of length and pattern that is wrong, and the format. */
    private static void string(String value, JsonNode rules, FieldPath path, FieldErrors errors) {
        int length = value.codePointCount(0, value.length());
        String pattern = rules.path("pattern").asString("");
        if (rules.has("maxLength") && length > rules.get("maxLength").asLong()) {
            errors.tooLong(path, rules.get("maxLength").asInt());
        } else if (rules.has("minLength") && length < rules.get("minLength").asLong()) {
            errors.invalid(path, value,
                    inBody(path) + " should be at least " + rules.get("minLength").asLong() + " chars long");
        } else if (!pattern.isEmpty() && !Patterns.finds(pattern, value)) {
            errors.invalid(path, value, inBody(path) + " should match '" + pattern + "'");
        }
        String format = rules.path("format").asString("");
        if (!format.isEmpty() && !StringFormats.fits(format, value)) {
            errors.typeInvalid(path, value,
                    inBody(path) + " must be of type " + format + ": " + FieldErrors.quoted(value));
        }
    }

    private static void range(JsonNode value, Schema schema, FieldPath path, FieldErrors errors) {
        if (schema.type() == Schema.Type.INTEGER) {
            boolean small = schema.format().equals("int32");
            boolean fits = value.isIntegralNumber() && (small ? value.canConvertToInt() : value.canConvertToLong());
            if (!fits) {
                unplaced(errors, "Checked value must be of type integer "
                        + (schema.format().isEmpty() ? "(default format)" : "with format " + schema.format()) + " in "
                        + path);
            }
        }
    }

    /** Upstream names no field for these. */
    private static void unplaced(FieldErrors errors, String detail) {
        errors.invalid(NOWHERE, "", detail);
    }

    /** Where what is wrong with a value itself is; upstream has no name for the whole object. */
    private static FieldPath place(FieldPath path) {
        return path.isRoot() ? NOWHERE : path;
    }

    private static void number(JsonNode value, JsonNode rules, FieldPath path, FieldErrors errors) {
        if (!isFinite(value)) {
            return;
        }
        BigDecimal number = value.decimalValue();
        bound(rules, "multipleOf").filter(step -> step.signum() != 0 && number.remainder(step).signum() != 0)
                .ifPresent(step -> errors.invalid(path, value,
                        inBody(path) + " should be a multiple of " + shown(rules, "multipleOf")));
        bound(rules, "maximum").ifPresent(most -> {
            int order = number.compareTo(most);
            boolean exclusive = rules.path("exclusiveMaximum").asBoolean(false);
            if (order > 0 || order == 0 && exclusive) {
                errors.invalid(path, value, inBody(path) + " should be less than " + (exclusive ? "" : "or equal to ")
                        + shown(rules, "maximum"));
            }
        });
        bound(rules, "minimum").ifPresent(least -> {
            int order = number.compareTo(least);
            boolean exclusive = rules.path("exclusiveMinimum").asBoolean(false);
            if (order < 0 || order == 0 && exclusive) {
                errors.invalid(path, value, inBody(path) + " should be greater than "
                        + (exclusive ? "" : "or equal to ") + shown(rules, "minimum"));
            }
        });
    }

    private static Optional<BigDecimal> bound(JsonNode rules, String keyword) {
        return Optional.of(rules.path(keyword)).filter(SchemaValidation::isFinite).map(JsonNode::decimalValue);
    }

    private static String shown(JsonNode rules, String keyword) {
        return rules.path(keyword).asString("");
    }

    private static void object(ObjectNode object, Schema schema, Optional<Correlated> beside, FieldPath path,
            FieldErrors errors) {
        JsonNode rules = schema.json();
        if (rules.has("maxProperties") && object.size() > rules.get("maxProperties").asInt()) {
            errors.tooMany(place(path), object.size(), rules.get("maxProperties").asInt());
        }
        if (rules.has("minProperties") && object.size() < rules.get("minProperties").asInt()) {
            errors.invalid(place(path), object.size(),
                    inBody(path) + " should have at least " + rules.get("minProperties").asInt() + " properties");
        }
        for (String name : schema.required()) {
            if (!object.has(name)) {
                errors.required(path.child(name), "");
            }
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = field.getKey();
            schema.child(name).ifPresent(below -> validate(field.getValue(), below,
                    beside.flatMap(parent -> parent.field(name)), path.child(name), errors));
        }
    }

    private static void array(ArrayNode array, Schema schema, Optional<Correlated> beside, FieldPath path,
            FieldErrors errors) {
        JsonNode rules = schema.json();
        schema.items().ifPresent(items -> {
            for (int i = 0; i < array.size(); i++) {
                int index = i;
                validate(array.get(i), items, beside.flatMap(list -> list.item(index)), path.index(i), errors);
            }
        });
        if (rules.has("maxItems") && array.size() > rules.get("maxItems").asInt()) {
            errors.tooMany(path, array.size(), rules.get("maxItems").asInt());
        }
        if (rules.has("minItems") && array.size() < rules.get("minItems").asInt()) {
            errors.invalid(path, array.size(),
                    inBody(path) + " should have at least " + rules.get("minItems").asInt() + " items");
        }
    }

    private static void combinations(JsonNode value, JsonNode rules, Optional<Correlated> beside, FieldPath path,
            FieldErrors errors) {
        String name = FieldErrors.quoted(path.toString());
        if (rules.path("anyOf") instanceof ArrayNode some && !some.isEmpty()) {
            List<FieldErrors> tries = tries(value, some, beside, path);
            if (tries.stream().noneMatch(FieldErrors::isEmpty)) {
                unplaced(errors, name + " must validate at least one schema (anyOf)");
                errors.addAll(nearest(tries));
            }
        }
        if (rules.path("oneOf") instanceof ArrayNode one && !one.isEmpty()) {
            List<FieldErrors> tries = tries(value, one, beside, path);
            long fitting = tries.stream().filter(FieldErrors::isEmpty).count();
            if (fitting != 1) {
                unplaced(errors, name + " must validate one and only one schema (oneOf). "
                        + (fitting == 0 ? "Found none valid" : "Found " + fitting + " valid alternatives"));
            }
            if (fitting == 0) {
                errors.addAll(nearest(tries));
            }
        }
        if (rules.path("allOf") instanceof ArrayNode all && !all.isEmpty()) {
            List<FieldErrors> tries = tries(value, all, beside, path);
            tries.forEach(errors::addAll);
            if (!tries.stream().allMatch(FieldErrors::isEmpty)) {
                unplaced(errors, name + " must validate all the schemas (allOf)"
                        + (tries.stream().noneMatch(FieldErrors::isEmpty) ? ". None validated" : ""));
            }
        }
        if (rules.path("not") instanceof ObjectNode not && attempt(value, not, beside, path).isEmpty()) {
            unplaced(errors, name + " must not validate the schema (not)");
        }
    }

    private static List<FieldErrors> tries(JsonNode value, ArrayNode schemas, Optional<Correlated> beside,
            FieldPath path) {
        List<FieldErrors> tries = new ArrayList<>();
        schemas.forEach(schema -> tries.add(attempt(value, schema, beside, path)));
        return tries;
    }

    /** The value itself is held to an alternative even if it is unchanged; only what is in it may be as it was. */
    private static FieldErrors attempt(JsonNode value, JsonNode schema, Optional<Correlated> beside, FieldPath path) {
        FieldErrors found = new FieldErrors();
        keywords(value, Schema.ofCustom(schema), beside, path, found);
        return found;
    }

    /** The alternative with the least wrong; of several the first. */
    private static FieldErrors nearest(List<FieldErrors> tries) {
        FieldErrors nearest = tries.getFirst();
        for (FieldErrors one : tries) {
            nearest = one.size() < nearest.size() ? one : nearest;
        }
        return nearest;
    }
}
