package dev.coracle.apiserver.admission.cel;

import com.google.common.primitives.UnsignedLong;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.admission.cel.language.Names;
import dev.coracle.apiserver.admission.cel.language.TypedList;
import dev.coracle.base.flags.GoDuration;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Trees to the values that expressions work on, and back. */
public final class CelValues {

    private CelValues() {}

    /** As JSON says it: whole numbers are ints, all strings are strings. */
    public static Object of(@Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return NullValue.NULL_VALUE;
        }
        if (node.isObject()) {
            Map<String, Object> map = LinkedHashMap.newLinkedHashMap(node.size());
            node.properties().forEach(field -> map.put(field.getKey(), of(field.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>(node.size());
            node.forEach(item -> list.add(of(item)));
            return list;
        }
        return scalar(node);
    }

    private static Object scalar(JsonNode node) {
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isNumber()) {
            return node.isIntegralNumber() ? (Object) node.longValue() : (Object) node.doubleValue();
        }
        return node.asString();
    }

    /** As the schema of a custom kind says it: numbers are doubles, dates, durations and bytes are what they are; names are escaped. */
    public static Object of(JsonNode node, Schema schema) {
        if (node.isNull()) {
            return NullValue.NULL_VALUE;
        }
        if (node.isObject()) {
            Map<String, Object> map = LinkedHashMap.newLinkedHashMap(node.size());
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                Optional<Schema> property = schema.property(field.getKey());
                if (property.isEmpty()) {
                    map.put(field.getKey(), schema.additionalProperties().map(each -> of(field.getValue(), each))
                            .orElseGet(() -> of(field.getValue())));
                } else if (!field.getValue().isNull()) {
                    // A field that is null is as good as absent.
                    Names.escaped(field.getKey())
                            .ifPresent(name -> map.put(name, of(field.getValue(), property.get())));
                }
            }
            return map;
        }
        if (node.isArray()) {
            return list(node, schema);
        }
        return typed(node, schema);
    }

    private static List<Object> list(JsonNode node, Schema schema) {
        Schema items = schema.items().orElse(Schema.anything());
        List<Object> list = new ArrayList<>(node.size());
        node.forEach(item -> list.add(of(item, items)));
        return switch (schema.listType()) {
            case ATOMIC -> list;
            case SET -> TypedList.set(list);
            case MAP -> TypedList.map(list,
                    schema.listMapKeys().stream().map(key -> Names.escaped(key).orElse(key)).toList());
        };
    }

    private static Object typed(JsonNode node, Schema schema) {
        if (schema.type() == Schema.Type.NUMBER && node.isNumber()) {
            return node.doubleValue();
        }
        if (node.isString() && schema.type() == Schema.Type.STRING) {
            try {
                return switch (schema.format()) {
                    case "date-time", "datetime" -> OffsetDateTime.parse(node.stringValue()).toInstant();
                    case "date" -> java.time.LocalDate.parse(node.stringValue()).atStartOfDay(java.time.ZoneOffset.UTC)
                            .toInstant();
                    case "duration" -> GoDuration.parse(node.stringValue());
                    case "byte" -> CelByteString.of(Base64.getDecoder().decode(node.stringValue()));
                    default -> node.stringValue();
                };
            } catch (java.time.DateTimeException | IllegalArgumentException e) {
                // The schema's own check says what is wrong with it.
                return node.stringValue();
            }
        }
        return scalar(node);
    }

    /** The result of an expression as JSON; empty for an absent optional. @throws CelFailure for what JSON does not have */
    public static Optional<JsonNode> tree(Object value) {
        if (value instanceof Optional<?> optional) {
            return optional.flatMap(CelValues::tree);
        }
        return Optional.of(switch (value) {
            case NullValue none -> Json.object().nullNode();
            case Boolean bool -> Json.object().booleanNode(bool);
            case Long number -> Json.object().numberNode(number);
            case UnsignedLong number -> Json.object().numberNode(number.bigIntegerValue());
            case Double number -> Json.object().numberNode(number);
            case String string -> Json.object().stringNode(string);
            case CelByteString bytes ->
                Json.object().stringNode(Base64.getEncoder().encodeToString(bytes.toByteArray()));
            case Instant time -> Json.object().stringNode(time.toString());
            case Duration duration -> Json.object().stringNode(duration.toSeconds() + "s");
            case List<?> list -> {
                ArrayNode array = Json.array();
                list.forEach(item -> tree(item).ifPresent(array::add));
                yield array;
            }
            case Map<?, ?> map -> {
                ObjectNode object = Json.object();
                map.forEach((key, field) -> tree(field).ifPresent(node -> object.set(String.valueOf(key), node)));
                yield object;
            }
            default ->
                throw new CelFailure("a value of type " + value.getClass().getSimpleName() + " has no form in JSON");
        });
    }
}
