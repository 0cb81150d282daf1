package dev.coracle.api.schema;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * The schema of a value: of an object, one of its fields, an item of a list. Built-in kinds have theirs from the catalogue, custom ones
 * from their CustomResourceDefinition; both read the same from here. References are followed when they are asked for, so that a schema
 * may contain itself. Immutable but for caches; safe for use by any number of threads.
 *
 * <p>Where a field refers to a definition, what stands beside the reference (a default, a list type) wins over what the definition says.
 */
public final class Schema {

    /** What JSON a value is. */
    public enum Type {
        OBJECT, ARRAY, STRING, INTEGER, NUMBER, BOOLEAN, INT_OR_STRING, ANY
    }

    /** How a list is merged and owned. Source: x-kubernetes-list-type. */
    public enum ListType {
        ATOMIC, SET, MAP
    }

    /** How an object's fields are merged and owned. Source: x-kubernetes-map-type. */
    public enum MapType {
        GRANULAR, ATOMIC
    }

    private static final String QUANTITY = "io.k8s.apimachinery.pkg.api.resource.Quantity";
    /** Somebody else's object: who sets a part of it owns all of it. */
    private static final String RAW_EXTENSION = "io.k8s.apimachinery.pkg.runtime.RawExtension";
    private static final Schema ANYTHING = new Schema(JsonNodeFactory.instance.objectNode(), name -> Optional.empty());

    private final JsonNode place;
    private final JsonNode body;
    private final String refName;
    private final Function<String, Optional<Schema>> definitions;
    private final Type type;
    /** What every walk asks of every node is read once, when the schema is made. */
    private final String format;
    private final Optional<String> name;
    private final boolean quantity;
    private final ListType listType;
    private final List<String> listMapKeys;
    private final MapType mapType;
    private final boolean preserves;
    private volatile @Nullable Map<String, Schema> properties;
    private volatile @Nullable Optional<Schema> items;
    private volatile @Nullable Optional<Schema> additional;

    private Schema(JsonNode place, Function<String, Optional<Schema>> definitions) {
        this(place, refName(place), definitions);
    }

    private Schema(JsonNode place, String refName, Function<String, Optional<Schema>> definitions) {
        this(refName, place,
                refName.isEmpty() ? place : definitions.apply(refName).map(s -> s.body).orElse(place), definitions);
    }

    private Schema(String refName, JsonNode place, JsonNode body, Function<String, Optional<Schema>> definitions) {
        this.place = place;
        this.body = body;
        this.definitions = definitions;
        this.refName = refName;
        this.name = refName.isEmpty() ? Optional.empty() : Optional.of(refName);
        this.quantity = refName.equals(QUANTITY);
        this.type = typeOf();
        this.format = word("format");
        this.listType = listTypeOf();
        this.listMapKeys = List.copyOf(words("x-kubernetes-list-map-keys"));
        this.mapType = word("x-kubernetes-map-type").equals("atomic") || refName.equals(RAW_EXTENSION)
                ? MapType.ATOMIC
                : MapType.GRANULAR;
        this.preserves = flag("x-kubernetes-preserve-unknown-fields");
    }

    private static String refName(JsonNode place) {
        return place.path("$ref").asString("");
    }

    /** A definition of the catalogue. @param definitions finds those it refers to */
    public static Schema definition(String name, JsonNode body, Function<String, Optional<Schema>> definitions) {
        return new Schema(name, body, body, definitions);
    }

    /** The {@code openAPIV3Schema} of a CustomResourceDefinition's version. */
    public static Schema ofCustom(JsonNode openApiV3Schema) {
        return new Schema(openApiV3Schema, name -> Optional.empty());
    }

    /**
     * A custom resource's schema with the fields that every object has, at its root and wherever it embeds an object; a schema that says
     * nothing stays as it is.
     *
     * @param builtIn finds the definition of their metadata
     */
    public Schema withObjectFields(Function<String, Optional<Schema>> builtIn) {
        if (type != Type.OBJECT) {
            return this;
        }
        JsonNode copy = body.deepCopy();
        ObjectFields.addTo(copy);
        return new Schema(copy, builtIn);
    }

    /** A schema that says nothing: any value is right, nothing is pruned. */
    public static Schema anything() {
        return ANYTHING;
    }

    private Type typeOf() {
        if (body.path("x-kubernetes-int-or-string").asBoolean(false)
                || body.path("format").asString("").equals("int-or-string") || refName.equals(QUANTITY)) {
            return Type.INT_OR_STRING;
        }
        return switch (body.path("type").asString("")) {
            case "object" -> Type.OBJECT;
            case "array" -> Type.ARRAY;
            case "string" -> Type.STRING;
            case "integer" -> Type.INTEGER;
            case "number" -> Type.NUMBER;
            case "boolean" -> Type.BOOLEAN;
            default -> body.has("properties") ? Type.OBJECT : Type.ANY;
        };
    }

    public Type type() {
        return type;
    }

    /** Such as int32, int64, date-time, byte, or empty. */
    public String format() {
        return format;
    }

    /** Whether values are quantities: numbers with suffixes, as strings or numbers. */
    public boolean isQuantity() {
        return quantity;
    }

    /** The definition it is, or refers to, such as {@code io.k8s.api.core.v1.PodSpec}. */
    public Optional<String> refName() {
        return name;
    }

    /** The declared fields, in order. */
    public Map<String, Schema> properties() {
        Map<String, Schema> known = properties;
        if (known == null) {
            Map<String, Schema> made = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> entry : body.path("properties").properties()) {
                made.put(entry.getKey(), new Schema(entry.getValue(), definitions));
            }
            known = Collections.unmodifiableMap(made);
            properties = known;
        }
        return known;
    }

    public Optional<Schema> property(String name) {
        return Optional.ofNullable(properties().get(name));
    }

    /** The schema of a map's values. */
    public Optional<Schema> additionalProperties() {
        Optional<Schema> known = additional;
        if (known == null) {
            JsonNode node = body.path("additionalProperties");
            known = node.isObject() ? Optional.of(new Schema(node, definitions)) : Optional.empty();
            additional = known;
        }
        return known;
    }

    /** The schema of a list's items. */
    public Optional<Schema> items() {
        Optional<Schema> known = items;
        if (known == null) {
            JsonNode node = body.path("items");
            known = node.isObject() ? Optional.of(new Schema(node, definitions)) : Optional.empty();
            items = known;
        }
        return known;
    }

    /** The schema of the field {@code name} of an object or the value at a map's key. */
    public Optional<Schema> child(String name) {
        Schema field = properties().get(name);
        return field == null ? additionalProperties() : Optional.of(field);
    }

    public Set<String> required() {
        return new LinkedHashSet<>(words("required"));
    }

    /** The default, as declared beside the field or in its definition. */
    public Optional<JsonNode> defaultValue() {
        JsonNode value = place.get("default");
        return Optional.ofNullable(value != null ? value : body.get("default"));
    }

    /** The only values allowed; empty if all are. */
    public List<JsonNode> enumValues() {
        List<JsonNode> values = new ArrayList<>();
        extension("enum").forEach(values::add);
        return values;
    }

    public boolean nullable() {
        return flag("nullable");
    }

    /** Atomic unless declared. */
    public ListType listType() {
        return listType;
    }

    private ListType listTypeOf() {
        return switch (word("x-kubernetes-list-type")) {
            case "map" -> ListType.MAP;
            case "set" -> ListType.SET;
            default -> ListType.ATOMIC;
        };
    }

    public List<String> listMapKeys() {
        return listMapKeys;
    }

    /** Granular unless declared. */
    public MapType mapType() {
        return mapType;
    }

    /** Of strategic merge: merge, replace, retainKeys. */
    public Set<String> patchStrategy() {
        String strategy = word("x-kubernetes-patch-strategy");
        return strategy.isEmpty() ? Set.of() : Set.of(strategy.split(","));
    }

    public String patchMergeKey() {
        return word("x-kubernetes-patch-merge-key");
    }

    public boolean preserveUnknownFields() {
        return preserves || type == Type.ANY && refName.isEmpty() && this == ANYTHING;
    }

    public boolean embeddedResource() {
        return flag("x-kubernetes-embedded-resource");
    }

    /** The protobuf field of {@code name}: [number, type, "repeated"?]. */
    public Optional<JsonNode> protobufField(String name) {
        return Optional.ofNullable(body.path("protobuf").get(name));
    }

    /** The keywords as declared, the reference followed. */
    public JsonNode json() {
        return body;
    }

    /** The node as it stands in its parent, with the reference unfollowed. */
    public JsonNode placeJson() {
        return place;
    }

    private JsonNode extension(String key) {
        JsonNode value = place.get(key);
        return value != null ? value : body.path(key);
    }

    private String word(String key) {
        return extension(key).asString("");
    }

    private boolean flag(String key) {
        return extension(key).asBoolean(false);
    }

    private List<String> words(String key) {
        List<String> words = new ArrayList<>();
        extension(key).forEach(word -> words.add(word.asString("")));
        return words;
    }

    @Override
    public String toString() {
        return refName.isEmpty() ? type.toString() : refName;
    }
}
