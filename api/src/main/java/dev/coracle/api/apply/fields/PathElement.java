package dev.coracle.api.apply.fields;

import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One step from an object or list to what is in it. Ordered: fields, then keys, then values, then indexes. Its encoding is that of
 * FieldsV1: {@code f:name}, {@code k:{"name":"c"}}, {@code v:"x"}, {@code i:0}. Source: structured-merge-diff's fieldpath.
 */
public sealed interface PathElement extends Comparable<PathElement> {

    /** A field of an object, or an entry of a map. */
    record Field(String name) implements PathElement {

        @Override
        public String encode() {
            return "f:" + name;
        }

        @Override
        public String toString() {
            return "." + name;
        }
    }

    /** The item of a list whose key fields have these values; sorted by name. */
    record Key(List<KeyField> fields) implements PathElement {

        public Key {
            fields = fields.stream().sorted(Comparator.comparing(KeyField::name)).toList();
        }

        @Override
        public String encode() {
            ObjectNode key = Json.object();
            fields.forEach(field -> key.set(field.name(), field.value()));
            return "k:" + Json.text(key);
        }

        @Override
        public String toString() {
            return fields.stream().map(field -> field.name() + "=" + Json.text(field.value()))
                    .collect(Collectors.joining(",", "[", "]"));
        }
    }

    /** One field of a key. */
    record KeyField(String name, JsonNode value) {

        @Override
        public boolean equals(Object other) {
            return other instanceof KeyField that && name.equals(that.name) && Values.equal(value, that.value);
        }

        @Override
        public int hashCode() {
            return name.hashCode() * 31 + Values.hash(value);
        }
    }

    /** The item of a set that equals this scalar. */
    record Value(JsonNode value) implements PathElement {

        @Override
        public String encode() {
            return "v:" + Json.text(value);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Value that && Values.equal(value, that.value);
        }

        @Override
        public int hashCode() {
            return Values.hash(value);
        }

        @Override
        public String toString() {
            return "[=" + Json.text(value) + "]";
        }
    }

    /** The item at a place. */
    record Index(int index) implements PathElement {

        @Override
        public String encode() {
            return "i:" + index;
        }

        @Override
        public String toString() {
            return "[" + index + "]";
        }
    }

    /** As a name in FieldsV1. */
    String encode();

    /** From a name in FieldsV1; empty for a kind of step that this version does not know. @throws StatusException (400) if malformed */
    static Optional<PathElement> decode(String encoded) {
        if (encoded.length() < 2 || encoded.charAt(1) != ':') {
            throw malformed(encoded);
        }
        String rest = encoded.substring(2);
        try {
            return switch (encoded.charAt(0)) {
                case 'f' -> Optional.of(new Field(rest));
                case 'i' -> Optional.of(new Index(Integer.parseInt(rest)));
                case 'v' -> Optional.of(value(encoded, Json.parse(rest.getBytes(StandardCharsets.UTF_8))));
                case 'k' -> Optional.of(key(encoded, Json.parse(rest.getBytes(StandardCharsets.UTF_8))));
                default -> Optional.empty();
            };
        } catch (NumberFormatException | JacksonException e) {
            throw malformed(encoded);
        }
    }

    private static Value value(String encoded, JsonNode node) {
        if (node.isMissingNode()) {
            throw malformed(encoded);
        }
        return new Value(node);
    }

    private static Key key(String encoded, JsonNode node) {
        if (!(node instanceof ObjectNode object)) {
            throw malformed(encoded);
        }
        List<KeyField> fields = new ArrayList<>(object.size());
        object.properties().forEach(field -> fields.add(new KeyField(field.getKey(), field.getValue())));
        return new Key(fields);
    }

    private static StatusException malformed(String encoded) {
        return StatusException.badRequest("fieldsV1: " + Json.text(Json.object().stringNode(encoded))
                + " is not a step of a path: it must start with f:, k:, v: or i:");
    }

    @Override
    default int compareTo(PathElement other) {
        return switch (this) {
            case Field mine when other instanceof Field theirs -> mine.name.compareTo(theirs.name);
            case Key mine when other instanceof Key theirs -> compareKeys(mine.fields, theirs.fields);
            case Value mine when other instanceof Value theirs -> Values.compare(mine.value, theirs.value);
            case Index mine when other instanceof Index theirs -> Integer.compare(mine.index, theirs.index);
            default -> Integer.compare(rank(this), rank(other));
        };
    }

    private static int compareKeys(List<KeyField> mine, List<KeyField> theirs) {
        for (int i = 0; i < Math.min(mine.size(), theirs.size()); i++) {
            int byName = mine.get(i).name().compareTo(theirs.get(i).name());
            if (byName != 0) {
                return byName;
            }
            int byValue = Values.compare(mine.get(i).value(), theirs.get(i).value());
            if (byValue != 0) {
                return byValue;
            }
        }
        return Integer.compare(mine.size(), theirs.size());
    }

    private static int rank(PathElement element) {
        return switch (element) {
            case Field field -> 0;
            case Key key -> 1;
            case Value value -> 2;
            case Index index -> 3;
        };
    }
}
