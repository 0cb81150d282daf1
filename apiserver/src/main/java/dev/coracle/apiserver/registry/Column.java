package dev.coracle.apiserver.registry;

import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * A column of the Table that {@code kubectl get} prints. Source: meta.k8s.io/v1 TableColumnDefinition.
 *
 * @param type     integer, number, string, boolean or date
 * @param format   such as {@code name}, or empty
 * @param priority 0 is always shown, 1 only with {@code -o wide}
 * @param cell     a String, Long, Integer, Double or Boolean for the object; ages are computed at the time of the call
 */
public record Column(String name, String type, String format, Supplier<String> description, int priority,
        Function<ObjectNode, Object> cell) {

    public Column(String name, String type, String format, String description, int priority,
            Function<ObjectNode, Object> cell) {
        this(name, type, format, () -> description, priority, cell);
    }
}
