package dev.coracle.api.patch;

import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Trees as Go's {@code %v} prints them: {@code map[image:i ports:[map[port:80]]]}, sorted by name. Messages that clients know have them. */
public final class GoPrinted {

    private static final int MAX_LENGTH = 10_000;

    private GoPrinted() {}

    /** At most {@value #MAX_LENGTH} characters and three dots. */
    public static String of(JsonNode node) {
        String text = print(node);
        return text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "..." : text;
    }

    private static String print(JsonNode node) {
        if (node instanceof ObjectNode object) {
            return object.properties().stream().sorted(Map.Entry.comparingByKey())
                    .map(entry -> entry.getKey() + ":" + print(entry.getValue()))
                    .collect(Collectors.joining(" ", "map[", "]"));
        }
        if (node.isArray()) {
            return StreamSupport.stream(node.spliterator(), false).map(GoPrinted::print)
                    .collect(Collectors.joining(" ", "[", "]"));
        }
        return node.isNull() ? "<nil>" : node.asString();
    }
}
