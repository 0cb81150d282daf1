package dev.coracle.api.apply.fields;

import dev.coracle.api.schema.Schema;
import dev.coracle.api.tree.GoText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A schema as ownership sees it: what is owned as a whole, what in parts, and by which steps the parts are named. Where the schema does
 * not say, objects are owned field by field and lists as a whole. Shapes are made as a walk meets them and kept. Safe for use by any
 * number of threads. Source: kube-openapi's conversion of OpenAPI to structured-merge-diff's schema.
 */
public final class Shape {

    /** How a value is walked. */
    public enum Form {
        MAP, LIST, SCALAR
    }

    /** What is not described: deduced from the value. */
    static final Shape DEDUCED = new Shape();

    private final @Nullable Schema schema;
    private final boolean anyType;
    private final Map<String, Optional<Shape>> fields = new ConcurrentHashMap<>();
    private volatile @Nullable Shape element;
    private volatile @Nullable Shape items;

    private Shape() {
        this.schema = null;
        this.anyType = true;
    }

    private Shape(Schema schema) {
        this.schema = schema;
        this.anyType = schema.type() == Schema.Type.ANY || schema.type() == Schema.Type.INT_OR_STRING;
    }

    public static Shape of(Schema schema) {
        return new Shape(schema);
    }

    /** The form of a value under this shape; a value that does not fit takes the form that the schema wants. */
    public Form form(@Nullable JsonNode value) {
        Schema mine = schema;
        if (mine == null || anyType) {
            if (value != null && value.isArray()) {
                return Form.LIST;
            }
            return value != null && value.isValueNode() && !value.isNull() ? Form.SCALAR : Form.MAP;
        }
        return switch (mine.type()) {
            case OBJECT, ANY -> Form.MAP;
            case ARRAY -> Form.LIST;
            case STRING, INTEGER, NUMBER, BOOLEAN, INT_OR_STRING -> Form.SCALAR;
        };
    }

    public boolean atomicMap() {
        return schema != null && schema.mapType() == Schema.MapType.ATOMIC;
    }

    /** Whether the schema says, whatever the value, that this is owned as a whole although it has parts. */
    boolean isWhole() {
        return schema != null && !anyType && switch (schema.type()) {
            case OBJECT -> atomicMap();
            case ARRAY -> !associativeList();
            case STRING, INTEGER, NUMBER, BOOLEAN, INT_OR_STRING, ANY -> false;
        };
    }

    /** Whether the items of a list are owned one by one. */
    public boolean associativeList() {
        return schema != null && schema.listType() != Schema.ListType.ATOMIC;
    }

    /** The fields that tell items apart; none for a set of scalars. */
    List<String> keys() {
        return schema == null || schema.listType() != Schema.ListType.MAP ? List.of() : schema.listMapKeys();
    }

    Optional<JsonNode> keyDefault(String key) {
        return items().field(key).flatMap(Shape::defaultValue);
    }

    Optional<JsonNode> defaultValue() {
        return schema == null ? Optional.empty() : schema.defaultValue();
    }

    /** Whether a field of this name is a field of the type, as against an entry of a map. */
    public boolean declares(String name) {
        return schema != null && schema.properties().containsKey(name);
    }

    private Optional<Shape> field(String name) {
        Optional<Shape> known = fields.get(name);
        if (known == null) {
            known = schema == null ? Optional.empty() : schema.property(name).map(Shape::new);
            fields.put(name, known);
        }
        return known;
    }

    /** The shape of a field; empty if the schema does not know the field. */
    public Optional<Shape> known(String name) {
        if (declares(name)) {
            return field(name);
        }
        return freeForm() ? Optional.of(element()) : Optional.empty();
    }

    /** The shape of a field, deduced if the schema does not know it. */
    public Shape child(String name) {
        if (declares(name)) {
            return field(name).orElse(DEDUCED);
        }
        return element();
    }

    private boolean freeForm() {
        Schema mine = schema;
        return mine == null || mine.additionalProperties().isPresent() || mine.preserveUnknownFields()
                || mine.properties().isEmpty();
    }

    private Shape element() {
        Shape known = element;
        if (known == null) {
            known = schema == null ? DEDUCED : schema.additionalProperties().map(Shape::new).orElse(DEDUCED);
            element = known;
        }
        return known;
    }

    public Shape items() {
        Shape known = items;
        if (known == null) {
            known = schema == null ? DEDUCED : schema.items().map(Shape::new).orElse(DEDUCED);
            items = known;
        }
        return known;
    }

    /** The shape that a step leads to. */
    Shape below(PathElement step) {
        return step instanceof PathElement.Field field ? child(field.name()) : items();
    }

    /** What is wrong with a scalar, or empty. */
    public Optional<String> wrongScalar(JsonNode value) {
        Schema mine = schema;
        if (value.isNull() || mine == null || anyType) {
            return Optional.empty();
        }
        return switch (mine.type()) {
            case INTEGER, NUMBER -> value.isNumber()
                    ? Optional.empty()
                    : Optional.of("expected numeric (int or float), got " + GoText.typeOf(value));
            case BOOLEAN -> value.isBoolean()
                    ? Optional.empty()
                    : Optional.of("expected boolean, got &{" + GoText.of(value) + "}");
            case STRING -> wrongString(mine, value);
            case OBJECT, ARRAY, INT_OR_STRING, ANY -> Optional.empty();
        };
    }

    private static Optional<String> wrongString(Schema schema, JsonNode value) {
        boolean anyScalar = !schema.format().isEmpty() && !schema.format().equals("byte");
        if (value.isString() || anyScalar && value.isValueNode()) {
            return Optional.empty();
        }
        return Optional.of(anyScalar
                ? "expected any scalar, got &{" + GoText.of(value) + "}"
                : "expected string, got &value.valueUnstructured{Value:" + GoText.of(value) + "}");
    }
}
