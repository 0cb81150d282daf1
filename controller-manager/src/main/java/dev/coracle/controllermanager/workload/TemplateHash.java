package dev.coracle.controllermanager.workload;

import dev.coracle.client.wire.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A short name for what a template says: stable over the order of keys and over absent against null, and spelled in
 * letters that make no words. Nobody else computes it: other controllers find what belongs together by comparing
 * templates.
 */
public final class TemplateHash {

    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;
    private static final String SAFE = "bcdfghjklmnpqrstvwxz2456789";

    private TemplateHash() {}

    /** The hash of {@code template}; another {@code collisionCount} gives another hash of the same template. */
    public static String of(Object template, @Nullable Integer collisionCount) {
        return of(Serialization.toTree(template), collisionCount);
    }

    /** The hash of a JSON tree. */
    public static String of(JsonNode tree, @Nullable Integer collisionCount) {
        int hash = fnv(FNV_OFFSET, canonical(tree).toString());
        if (collisionCount != null) {
            hash = fnv(hash, "#" + collisionCount);
        }
        return safe(Integer.toUnsignedString(hash));
    }

    /** The tree with sorted keys, without nulls, with one type for all integers: fit to be compared. */
    public static JsonNode canonical(JsonNode tree) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (tree instanceof ObjectNode object) {
            TreeMap<String, JsonNode> sorted = new TreeMap<>();
            object.properties().stream().filter(e -> !e.getValue().isNull())
                    .forEach(e -> sorted.put(e.getKey(), canonical(e.getValue())));
            ObjectNode result = nodes.objectNode();
            sorted.forEach(result::set);
            return result;
        }
        if (tree instanceof ArrayNode array) {
            ArrayNode result = nodes.arrayNode(array.size());
            array.forEach(item -> result.add(canonical(item)));
            return result;
        }
        // A model's Long and a parser's Integer are the same number, but not equal as nodes.
        return tree.isIntegralNumber() && tree.canConvertToLong() ? nodes.numberNode(tree.longValue()) : tree;
    }

    /** A name made of {@code prefix} and {@code hash} that fits into 253 characters. */
    public static String name(String prefix, String hash) {
        int room = 253 - hash.length() - 1;
        return (prefix.length() > room ? prefix.substring(0, room) : prefix) + "-" + hash;
    }

    private static int fnv(int start, String text) {
        int hash = start;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * FNV_PRIME;
        }
        return hash;
    }

    private static String safe(String digits) {
        StringBuilder word = new StringBuilder(digits.length());
        digits.chars().forEach(c -> word.append(SAFE.charAt(c % SAFE.length())));
        return word.toString();
    }

    /** The number that an annotation or label holds, if it is there and is one. */
    public static Optional<Long> number(@Nullable String text) {
        try {
            return text == null ? Optional.empty() : Optional.of(Long.parseLong(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
