package dev.coracle.api.patch;

import dev.coracle.api.status.Reason;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON patch. Source: RFC 6902, RFC 6901, and where they differ the library that kube-apiserver patches with: an index may count from the
 * end ({@code -1}), a field that is not there may be replaced or copied, a missing value is null, the document itself is never replaced. At
 * most {@link #MAX_OPERATIONS} operations.
 */
public final class JsonPatch {

    /** As kube-apiserver has it. */
    public static final int MAX_OPERATIONS = 10_000;

    /** All that is copied together: a patch of a few kB could else ask for gigabytes. Source: kube-apiserver's JSONPatchMaxCopyBytes. */
    static final int MAX_COPIED_BYTES = 3 << 20;

    private static final Pattern INDEX = Pattern.compile("[+-]?[0-9]{1,9}");

    private final JsonNode document;
    private long copied;

    private JsonPatch(JsonNode document) {
        this.document = document;
    }

    /**
     * Changes {@code target} in place, and gives it back.
     *
     * @throws StatusException 422 if a test fails or a path is not there, 400 if the patch is malformed, 413 if it is too long
     */
    public static ObjectNode apply(ObjectNode target, JsonNode operations) {
        if (!(operations instanceof ArrayNode list)) {
            throw malformed(operations, "Go value of type []handlers.jsonPatchOp");
        }
        if (list.size() > MAX_OPERATIONS) {
            throw StatusException
                    .tooLarge("Request entity too large: The allowed maximum operations in a JSON patch is "
                            + MAX_OPERATIONS + ", got " + list.size());
        }
        list.forEach(JsonPatch::check);
        JsonPatch patch = new JsonPatch(target);
        list.forEach(patch::operation);
        return target;
    }

    private static void check(JsonNode operation) {
        if (!operation.isObject() && !operation.isNull()) {
            throw malformed(operation, "Go value of type handlers.jsonPatchOp");
        }
        for (String field : List.of("op", "path", "from")) {
            JsonNode value = operation.path(field);
            if (!value.isString() && !value.isMissingNode() && !value.isNull()) {
                throw malformed(value, "Go struct field jsonPatchOp." + field + " of type string");
            }
        }
    }

    private static StatusException malformed(JsonNode value, String type) {
        String json = switch (value.getNodeType()) {
            case ARRAY -> "array";
            case STRING -> "string";
            case NUMBER -> "number";
            case BOOLEAN -> "bool";
            default -> "object";
        };
        return StatusException.badRequest("error decoding patch: json: cannot unmarshal " + json + " into " + type);
    }

    private void operation(JsonNode operation) {
        String op = Trees.string(operation, "op");
        Place place = place(op, Trees.string(operation, "path"));
        switch (op) {
            case "add" -> place.add(value(operation));
            case "remove" -> place.remove();
            case "replace" -> place.replace(value(operation));
            case "move" -> {
                Place from = place(op, Trees.string(operation, "from"));
                JsonNode moved = from.get();
                from.remove();
                // Looked for again: what moved may have held the place.
                place(op, Trees.string(operation, "path")).add(moved);
            }
            case "copy" -> {
                JsonNode source = place(op, Trees.string(operation, "from")).get();
                count(source);
                place.add(source.deepCopy());
            }
            case "test" -> {
                if (!equal(place.get(), value(operation))) {
                    throw failed("testing value " + Trees.string(operation, "path") + " failed: test failed");
                }
            }
            default -> throw failed("Unexpected kind: " + (op.isEmpty() ? "unknown" : op));
        }
    }

    private static JsonNode value(JsonNode operation) {
        JsonNode value = operation.get("value");
        return value == null ? JsonNodeFactory.instance.nullNode() : value.deepCopy();
    }

    /** Numbers are equal by value, whatever their form. */
    private static boolean equal(JsonNode a, JsonNode b) {
        return a.equals((x,
                y) -> x.isNumber() && y.isNumber() ? x.decimalValue().compareTo(y.decimalValue()) : x.equals(y) ? 0 : 1,
                b);
    }

    private void count(JsonNode node) {
        copied += Json.print(node).length;
        if (copied > MAX_COPIED_BYTES) {
            throw StatusException.tooLarge(
                    "Request entity too large: Unable to complete the copy, the accumulated size increase of copy is "
                            + copied + ", exceeding the limit " + MAX_COPIED_BYTES);
        }
    }

    private Place place(String op, String path) {
        List<String> tokens = Stream.of(path.split("/", -1)).skip(1)
                .map(token -> token.replace("~1", "/").replace("~0", "~")).toList();
        Optional<JsonNode> here = tokens.isEmpty() ? Optional.empty() : Optional.of(document);
        for (int i = 0; i < tokens.size() - 1 && here.isPresent(); i++) {
            here = step(here.get(), tokens.get(i));
        }
        JsonNode container = here.filter(JsonNode::isContainer)
                .orElseThrow(() -> failed(op + " operation does not apply: doc is missing path: \"" + path + "\""));
        return new Place(container, tokens.getLast());
    }

    private static Optional<JsonNode> step(JsonNode here, String token) {
        if (here instanceof ArrayNode array) {
            int index = INDEX.matcher(token).matches() ? Integer.parseInt(token) : array.size();
            return Optional.ofNullable(array.get(index < 0 ? index + array.size() : index));
        }
        return Optional.ofNullable(here.get(token));
    }

    /** A field of an object or an element of a list, that may not be there yet. */
    private record Place(JsonNode container, String key) {

        JsonNode get() {
            JsonNode found = container instanceof ArrayNode array ? array.get(index(array.size())) : container.get(key);
            return found == null ? JsonNodeFactory.instance.nullNode() : found;
        }

        void add(JsonNode value) {
            if (container instanceof ArrayNode array) {
                array.insert(key.equals("-") ? array.size() : index(array.size() + 1), value);
            } else {
                ((ObjectNode) container).set(key, value);
            }
        }

        void replace(JsonNode value) {
            if (container instanceof ArrayNode array) {
                array.set(index(array.size()), value);
            } else {
                ((ObjectNode) container).set(key, value);
            }
        }

        void remove() {
            if (container instanceof ArrayNode array) {
                array.remove(index(array.size()));
            } else if (((ObjectNode) container).remove(key) == null) {
                throw failed("remove operation does not apply: Unable to remove nonexistent key: " + key);
            }
        }

        /** The index meant, in a list that has so many places. */
        private int index(int places) {
            int index = INDEX.matcher(key).matches() ? Integer.parseInt(key) : places;
            if (index >= places || index < -places) {
                throw failed("Unable to access invalid index: " + key);
            }
            return index < 0 ? index + places : index;
        }
    }

    /** kube-apiserver tells the client only that the patch did not fit; why is for the log. */
    private static StatusException failed(String why) {
        return new StatusException(new Status(Reason.INVALID.code(), Reason.INVALID.word(),
                "the server rejected our request due to an error in our request", StatusDetails.EMPTY), why);
    }
}
