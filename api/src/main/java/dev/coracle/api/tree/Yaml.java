package dev.coracle.api.tree;

import dev.coracle.api.status.StatusException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * YAML to trees and back, for request bodies and configuration files. Bounded: {@value #MAX_BYTES} bytes, few aliases (a document of
 * nested aliases could else grow without end), {@value #MAX_DEPTH} levels. Safe for use by any number of threads.
 */
public final class Yaml {

    public static final int MAX_BYTES = 3 << 20;
    public static final int MAX_DUPLICATES = 100;
    private static final YamlScalars SCHEMA = new YamlScalars();
    private static final int MAX_ALIASES = 50;
    private static final int MAX_NODES = 2_000_000;
    /** Less than in JSON, which is read without recursion. */
    static final int MAX_DEPTH = 300;
    private static final LoadSettings LOADING = LoadSettings.builder().setSchema(SCHEMA)
            .setMaxAliasesForCollections(MAX_ALIASES).setAllowDuplicateKeys(true).setCodePointLimit(MAX_BYTES).build();

    private Yaml() {}

    /** The first document, which must be an object. @throws StatusException (400) if it is something else or beyond the bounds */
    public static ObjectNode parseObject(byte[] bytes) {
        if (parse(bytes) instanceof ObjectNode object) {
            return object;
        }
        throw StatusException.badRequest("couldn't get version/kind; json parse error: a YAML mapping is expected");
    }

    /** The first document; null for none. @throws StatusException (400) if the bytes are no YAML, or beyond the bounds */
    public static JsonNode parse(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw StatusException.tooLarge("a YAML document may have at most " + MAX_BYTES + " bytes");
        }
        try {
            Composer documents = new Composer(LOADING, new BoundedParser(
                    new ParserImpl(LOADING, new StreamReader(LOADING, text(bytes))),
                    MAX_DEPTH));
            StandardConstructor values = new StandardConstructor(LOADING);
            while (documents.hasNext()) {
                Object document = values.constructSingleDocument(Optional.of(documents.next()));
                if (document != null) {
                    return tree(document, 0, new int[]{MAX_NODES});
                }
            }
            return JsonNodeFactory.instance.nullNode();
        } catch (YamlEngineException e) {
            throw StatusException.badRequest("yaml: " + mistake(e));
        }
    }

    private static String mistake(YamlEngineException e) {
        if (e instanceof MarkedYamlEngineException marked && marked.getProblemMark().isPresent()) {
            return "line " + (marked.getProblemMark().get().getLine() + 1) + ": " + marked.getProblem();
        }
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /**
     * The keys of the first document that stand more than once in their mapping, as {@code line 7: key "a" already set in map}, in order.
     * Empty for what is no YAML. At most {@value #MAX_DUPLICATES}.
     */
    public static List<String> duplicateKeys(byte[] bytes) {
        return bytes.length > MAX_BYTES ? List.of() : YamlDuplicates.in(text(bytes));
    }

    private static String text(byte[] bytes) {
        return FlowTabs.spaced(new String(bytes, StandardCharsets.UTF_8));
    }

    private static JsonNode tree(@org.jspecify.annotations.Nullable Object value, int depth, int[] budget) {
        if (depth > Json.MAX_DEPTH || --budget[0] < 0) {
            throw StatusException
                    .badRequest("error converting YAML to JSON: the document is too deep or grows too large");
        }
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (value) {
            case null -> nodes.nullNode();
            case Map<?, ?> map -> {
                ObjectNode object = nodes.objectNode();
                map.forEach((key, item) -> object.set(String.valueOf(key), tree(item, depth + 1, budget)));
                yield object;
            }
            case List<?> list -> {
                ArrayNode array = nodes.arrayNode();
                list.forEach(item -> array.add(tree(item, depth + 1, budget)));
                yield array;
            }
            case Boolean flag -> nodes.booleanNode(flag);
            case Integer number -> nodes.numberNode(number);
            case Long number -> nodes.numberNode(number);
            case BigInteger number -> nodes.numberNode(number);
            case Double number -> finite(number);
            default -> nodes.stringNode(value.toString());
        };
    }

    /** JSON has no word for what is not finite. */
    private static JsonNode finite(double number) {
        if (!Double.isFinite(number)) {
            throw StatusException.badRequest("error converting YAML to JSON: unsupported value: " + number);
        }
        return JsonNodeFactory.instance.numberNode(number);
    }

    /** Block style, as kubectl prints. */
    public static String print(JsonNode node) {
        Dump dump = new Dump(
                DumpSettings.builder().setDefaultFlowStyle(FlowStyle.BLOCK).setWidth(10_000).setSchema(SCHEMA)
                        .build());
        return dump.dumpToString(plain(node));
    }

    private static @org.jspecify.annotations.Nullable Object plain(JsonNode node) {
        if (node instanceof ObjectNode object) {
            java.util.LinkedHashMap<String, @org.jspecify.annotations.Nullable Object> map = new java.util.LinkedHashMap<>();
            object.properties().forEach(e -> map.put(e.getKey(), plain(e.getValue())));
            return map;
        }
        if (node instanceof ArrayNode array) {
            List<@org.jspecify.annotations.Nullable Object> list = new ArrayList<>();
            array.forEach(item -> list.add(plain(item)));
            return list;
        }
        if (node.isNull()) {
            return null;
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber()) {
            return node.bigIntegerValue();
        }
        return node.isNumber() ? node.doubleValue() : node.asString();
    }
}
