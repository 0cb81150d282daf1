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
        public boolean equals(Object other) {
            return other instanceof Field that && name.equals(that.name);
        }

        @Override
        public int hashCode() {
            return name.hashCode();
        }

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
            fields = fields.size() == 1
                    ? List.copyOf(fields)
                    : fields.stream().sorted(Comparator.comparing(KeyField::name)).toList();
        }

        @Override
        public String encode() {
            StringBuilder text = new StringBuilder("k:{");
            for (KeyField field : fields) {
                text.append(text.length() == 3 ? "" : ",").append(JsonText.of(field.name())).append(':')
                        .append(JsonText.of(field.value()));
            }
            return text.append('}').toString();
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
            return "v:" + JsonText.of(value);
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
        char kind = encoded.charAt(0);
        if (kind == 'f') {
            return Optional.of(new Field(encoded.substring(2)));
        }
        return kind == 'k' || kind == 'v' ? KnownSteps.decoded(encoded, PathElement::read) : read(encoded);
    }

    private static Optional<PathElement> read(String encoded) {
        String rest = encoded.substring(2);
        try {
            return switch (encoded.charAt(0)) {
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
        if (this instanceof Field mine && other instanceof Field theirs) {
            return mine.name.compareTo(theirs.name);
        }
        if (this instanceof Key mine && other instanceof Key theirs) {
            return compareKeys(mine.fields, theirs.fields);
        }
        if (this instanceof Value mine && other instanceof Value theirs) {
            return Values.compare(mine.value, theirs.value);
        }
        if (this instanceof Index mine && other instanceof Index theirs) {
            return Integer.compare(mine.index, theirs.index);
        }
        return Integer.compare(rank(this), rank(other));
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
