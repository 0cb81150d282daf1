package dev.coracle.api.patch;

import dev.coracle.api.status.Reason;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON patch. Source: RFC 6902, RFC 6901. At most {@link #MAX_OPERATIONS} operations. */
public final class JsonPatch {

    /** As kube-apiserver has it. */
    public static final int MAX_OPERATIONS = 10_000;

    /** Copies may not blow the object up beyond this many nodes: a patch of a few kB could else ask for gigabytes. */
    private static final int MAX_COPIED_NODES = 1_000_000;

    private JsonNode document;
    private long copied;

    private JsonPatch(JsonNode document) {
        this.document = document;
    }

    /**
     * The patched object; {@code target} may be changed as well.
     *
     * @throws StatusException 422 if a test fails or a path is not there, 400 if the patch is malformed, 413 if it is too long
     */
    public static ObjectNode apply(ObjectNode target, JsonNode operations) {
        if (!(operations instanceof ArrayNode list)) {
            throw StatusException.badRequest(
                    "error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch");
        }
        if (list.size() > MAX_OPERATIONS) {
            throw StatusException.tooLarge(
                    "The allowed maximum operations in a JSON patch is " + MAX_OPERATIONS + ", got " + list.size());
        }
        JsonPatch patch = new JsonPatch(target);
        for (JsonNode operation : list) {
            patch.operation(operation);
        }
        if (patch.document instanceof ObjectNode object) {
            return object;
        }
        throw failed("the patch leaves no object");
    }

    private void operation(JsonNode operation) {
        String op = Trees.string(operation, "op");
        String path = Trees.string(operation, "path");
        switch (op) {
            case "add" -> add(path, value(operation));
            case "remove" -> remove(path);
            case "replace" -> {
                if (path.isEmpty()) {
                    document = value(operation);
                } else {
                    find(path, "replace");
                    remove(path);
                    add(path, value(operation));
                }
            }
            case "move" -> {
                String from = Trees.string(operation, "from");
                JsonNode moved = find(from, "move");
                if (path.startsWith(from + "/")) {
                    throw failed("move operation does not apply: a value cannot move into itself");
                }
                remove(from);
                add(path, moved);
            }
            case "copy" -> {
                JsonNode source = find(Trees.string(operation, "from"), "copy");
                count(source);
                add(path, source.deepCopy());
            }
            case "test" -> test(path, operation);
            default -> throw StatusException.badRequest("Unexpected kind: " + (op.isEmpty() ? "unknown" : op));
        }
    }

    private static JsonNode value(JsonNode operation) {
        JsonNode value = operation.get("value");
        if (value == null) {
            throw failed("add operation does not apply: missing value");
        }
        return value.deepCopy();
    }

    private void test(String path, JsonNode operation) {
        JsonNode expected = operation.path("value");
        JsonNode found = path.isEmpty() ? document : lookup(path);
        boolean same = found.isMissingNode() || found.isNull()
                ? expected.isNull() || expected.isMissingNode()
                : equal(found, expected);
        if (!same) {
            throw failed("testing value " + path + " failed: test failed");
        }
    }

    /** Numbers are equal by value, whatever their form. */
    private static boolean equal(JsonNode a, JsonNode b) {
        return a.equals((x,
                y) -> x.isNumber() && y.isNumber() ? x.decimalValue().compareTo(y.decimalValue()) : x.equals(y) ? 0 : 1,
                b);
    }

    private void count(JsonNode node) {
        copied++;
        if (copied > MAX_COPIED_NODES) {
            throw StatusException.tooLarge("the patch copies more than " + MAX_COPIED_NODES + " values");
        }
        node.forEach(this::count);
    }

    private JsonNode lookup(String path) {
        JsonNode here = document;
        for (String token : tokens(path)) {
            here = step(here, token);
        }
        return here;
    }

    private static JsonNode step(JsonNode here, String token) {
        if (here.isArray()) {
            return token.matches("0|[1-9][0-9]{0,8}") ? here.path(Integer.parseInt(token)) : here.path(-1);
        }
        return here.path(token);
    }

    private JsonNode find(String path, String operation) {
        JsonNode found = path.isEmpty() ? document : lookup(path);
        if (found.isMissingNode()) {
            throw failed(operation + " operation does not apply: doc is missing key: " + path + ": missing value");
        }
        return found;
    }

    private void add(String path, JsonNode value) {
        if (path.isEmpty()) {
            document = value;
            return;
        }
        List<String> tokens = tokens(path);
        JsonNode parent = document;
        for (String token : tokens.subList(0, tokens.size() - 1)) {
            parent = step(parent, token);
        }
        String last = tokens.getLast();
        switch (parent) {
            case ObjectNode object -> object.set(last, value);
            case ArrayNode array -> {
                int index = last.equals("-") ? array.size() : index(last, path);
                if (index > array.size()) {
                    throw failed("add operation does not apply: doc is missing path: " + path
                            + ": Unable to access invalid index: " + index
                            + ": invalid index referenced");
                }
                array.insert(index, value);
            }
            default ->
                throw failed("add operation does not apply: doc is missing path: \"" + path + "\": missing value");
        }
    }

    private void remove(String path) {
        List<String> tokens = tokens(path);
        JsonNode parent = document;
        for (String token : tokens.subList(0, Math.max(0, tokens.size() - 1))) {
            parent = step(parent, token);
        }
        String last = tokens.isEmpty() ? "" : tokens.getLast();
        boolean there = switch (parent) {
            case ObjectNode object -> object.remove(last) != null;
            case ArrayNode array -> {
                int index = index(last, path);
                yield index < array.size() && array.remove(index) != null;
            }
            default -> false;
        };
        if (!there) {
            throw failed("remove operation does not apply: doc is missing path: \"" + path + "\": missing value");
        }
    }

    private static int index(String token, String path) {
        if (!token.matches("0|[1-9][0-9]{0,8}")) {
            throw failed("doc is missing path: " + path + ": invalid array index: " + token);
        }
        return Integer.parseInt(token);
    }

    private static List<String> tokens(String path) {
        if (!path.startsWith("/")) {
            throw failed("a JSON pointer begins with a slash: \"" + path + "\"");
        }
        List<String> tokens = new ArrayList<>();
        for (String token : path.substring(1).split("/", -1)) {
            tokens.add(token.replace("~1", "/").replace("~0", "~"));
        }
        return tokens;
    }

    /** kube-apiserver tells the client only that the patch did not fit; why is for the log. */
    private static StatusException failed(String why) {
        return new StatusException(new Status(Reason.INVALID.code(), Reason.INVALID.word(),
                "the server rejected our request due to an error in our request", StatusDetails.NONE), why);
    }
}
