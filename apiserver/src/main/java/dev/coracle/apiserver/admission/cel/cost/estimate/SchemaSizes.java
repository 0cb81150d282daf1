package dev.coracle.apiserver.admission.cel.cost.estimate;

import dev.coracle.api.schema.Schema;
import dev.coracle.apiserver.admission.cel.language.Names;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * The sizes that a schema allows. What it does not bound is bounded by what fits into a request of {@value #REQUEST} bytes. Immutable. Source:
 * the documentation of CRD validation rules, "resource use by validation functions".
 */
public final class SchemaSizes implements Sizes {

    /** Of a request, in bytes. */
    public static final long REQUEST = 3 * 1024 * 1024L;

    /** Of a date with time, or a duration, in JSON. */
    private static final long TIME = 32;
    /** Of a date in JSON. */
    private static final long DATE = 12;
    /** How many bytes a character may take. */
    private static final long CHARACTER = 4;

    /**
     * One value.
     *
     * @param elements   at most; 0 for what has none, or whose fields are known
     * @param serialized the least number of bytes that it takes in JSON
     * @param element    of a list or map
     * @param fields     of an object, by their escaped names
     */
    private record Shape(long elements, long serialized, Optional<Shape> element, boolean isMap,
            Map<String, Shape> fields) {

        static Shape scalar(long elements, long serialized) {
            return new Shape(elements, serialized, Optional.empty(), false, Map.of());
        }

        Optional<Shape> at(String step) {
            return switch (step) {
                case ITEMS, VALUES -> element;
                case KEYS -> isMap ? Optional.of(scalar(0, 2)) : Optional.empty();
                default -> Optional.ofNullable(fields.get(step));
            };
        }
    }

    private final Optional<Shape> root;

    private SchemaSizes(Optional<Shape> root) {
        this.root = root;
    }

    /** @param schema that {@code self} has */
    public static SchemaSizes of(Schema schema) {
        return new SchemaSizes(shape(schema));
    }

    @Override
    public Optional<Extent> of(List<String> path) {
        Optional<Shape> at = root;
        for (String step : path.subList(1, path.size())) {
            at = at.flatMap(shape -> shape.at(step));
        }
        return at.map(shape -> Extent.upTo(shape.elements));
    }

    /** How often a value of this schema fits into a request. */
    public long occurrences() {
        return root.map(shape -> REQUEST / (shape.serialized + 1)).orElse(Extent.MANY);
    }

    /** Empty for what expressions cannot see. */
    private static Optional<Shape> shape(Schema schema) {
        return switch (schema.type()) {
            case INT_OR_STRING -> Optional.of(Shape.scalar(
                    declared(schema, "maxLength").map(length -> length * CHARACTER).orElse(REQUEST - 2), 1));
            case ARRAY -> schema.items().flatMap(SchemaSizes::shape).map(item -> new Shape(
                    declared(schema, "maxItems").orElse((REQUEST - 2) / (item.serialized + 1)), 2, Optional.of(item),
                    false, Map.of()));
            case OBJECT -> schema.additionalProperties().isPresent() && schema.properties().isEmpty()
                    ? schema.additionalProperties().flatMap(SchemaSizes::shape).map(value -> map(schema, value))
                    : Optional.of(object(schema));
            case STRING -> Optional.of(string(schema));
            case BOOLEAN -> Optional.of(Shape.scalar(0, 4));
            case NUMBER, INTEGER -> Optional.of(Shape.scalar(0, 1));
            case ANY -> Optional.empty();
        };
    }

    private static Optional<Long> declared(Schema schema, String keyword) {
        JsonNode value = schema.json().path(keyword);
        return value.isNumber() ? Optional.of(Math.max(0, value.asLong(0))) : Optional.empty();
    }

    /** An entry takes at least a key, its quotation marks, a colon and a comma. */
    private static Shape map(Schema schema, Shape value) {
        return new Shape(declared(schema, "maxProperties").orElse((REQUEST - 2) / (value.serialized + 6)), 2,
                Optional.of(value), true, Map.of());
    }

    /** What has a default need not have been sent. */
    private static Shape object(Schema schema) {
        Map<String, Shape> fields = new HashMap<>();
        Set<String> required = schema.required();
        long serialized = 2;
        for (Map.Entry<String, Schema> property : schema.properties().entrySet()) {
            Optional<Shape> field = shape(property.getValue());
            if (field.isEmpty()) {
                continue;
            }
            Names.escaped(property.getKey()).ifPresent(name -> fields.put(name, field.get()));
            if (required.contains(property.getKey()) && property.getValue().defaultValue().isEmpty()) {
                serialized += property.getKey().length() + field.get().serialized + 4;
            }
        }
        return new Shape(0, serialized, Optional.empty(), false, fields);
    }

    private static Shape string(Schema schema) {
        Optional<Long> length = declared(schema, "maxLength");
        return switch (schema.format()) {
            case "byte" -> Shape.scalar(length.orElse(REQUEST - 2), 2);
            case "duration" -> Shape.scalar(TIME, 3);
            case "date" -> Shape.scalar(DATE, DATE);
            case "date-time" -> Shape.scalar(TIME, 21);
            default -> Shape.scalar(length.map(most -> most * CHARACTER).orElseGet(() -> longest(schema)), 2);
        };
    }

    private static long longest(Schema schema) {
        return schema.enumValues().isEmpty()
                ? REQUEST - 2
                : schema.enumValues().stream().filter(JsonNode::isString)
                        .mapToLong(
                                value -> value.stringValue().getBytes(java.nio.charset.StandardCharsets.UTF_8).length)
                        .max().orElse(0);
    }
}
