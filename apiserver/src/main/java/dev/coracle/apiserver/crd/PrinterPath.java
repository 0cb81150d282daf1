package dev.coracle.apiserver.crd;

import dev.coracle.api.tree.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The part of JSONPath that printer columns and selectable fields use: fields, quoted fields, indexes, {@code [*]} and filters of the form
 * {@code [?(@.a=="b")]}. What is written otherwise finds nothing.
 */
final class PrinterPath {

    private static final Pattern STEP = Pattern.compile(
            "\\.((?:[^.\\[\\\\]|\\\\.)+)|\\[['\"]([^'\"]*)['\"]\\]|\\[(-?\\d+)\\]|\\[(\\*)\\]|"
                    + "\\[\\?\\(\\s*@([^=!<>\\s]+)\\s*==\\s*['\"]?([^'\")]*)['\"]?\\s*\\)\\]");

    private final List<Step> steps;
    private final boolean understood;

    private interface Step {
        void from(JsonNode node, List<JsonNode> found);
    }

    private PrinterPath(List<Step> steps, boolean understood) {
        this.steps = steps;
        this.understood = understood;
    }

    /** @param text such as {@code .spec.replicas} */
    static PrinterPath of(String text) {
        List<Step> steps = new ArrayList<>();
        Matcher matcher = STEP.matcher(text);
        int at = 0;
        while (at < text.length() && matcher.find(at) && matcher.start() == at) {
            steps.add(step(matcher));
            at = matcher.end();
        }
        return new PrinterPath(steps, at == text.length());
    }

    private static Step step(Matcher matcher) {
        if (matcher.group(1) != null || matcher.group(2) != null) {
            String name = matcher.group(1) != null ? matcher.group(1).replace("\\", "") : matcher.group(2);
            return name.equals("*") ? PrinterPath::children : (node, found) -> addIfPresent(node.path(name), found);
        }
        if (matcher.group(3) != null) {
            int index = Integer.parseInt(matcher.group(3));
            return (node, found) -> addIfPresent(node.path(index < 0 ? node.size() + index : index), found);
        }
        if (matcher.group(4) != null) {
            return PrinterPath::children;
        }
        PrinterPath below = of(matcher.group(5));
        String wanted = matcher.group(6);
        return (node, found) -> node.forEach(item -> {
            if (below.find(item).stream().anyMatch(value -> value.asString("").equals(wanted))) {
                found.add(item);
            }
        });
    }

    private static void children(JsonNode node, List<JsonNode> found) {
        node.forEach(found::add);
    }

    private static void addIfPresent(JsonNode node, List<JsonNode> found) {
        if (!node.isMissingNode()) {
            found.add(node);
        }
    }

    /** What stands at the path, in order. */
    List<JsonNode> find(JsonNode root) {
        if (!understood) {
            return List.of();
        }
        List<JsonNode> now = List.of(root);
        for (Step step : steps) {
            List<JsonNode> next = new ArrayList<>();
            now.forEach(node -> step.from(node, next));
            now = next;
        }
        return now;
    }

    /** The first value as text; empty if there is none. */
    String text(JsonNode root) {
        List<JsonNode> found = find(root);
        if (found.isEmpty() || found.getFirst().isNull()) {
            return "";
        }
        JsonNode value = found.getFirst();
        return value.isContainer() ? Json.text(value) : value.asString();
    }
}
