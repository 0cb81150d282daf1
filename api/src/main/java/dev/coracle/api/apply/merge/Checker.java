package dev.coracle.api.apply.merge;

import dev.coracle.api.tree.GoText;
import dev.coracle.api.apply.fields.ListItems;
import dev.coracle.api.apply.fields.PathElement;
import dev.coracle.api.apply.fields.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Finds where a tree that is to be applied does not fit its shape. */
public final class Checker {

    private final List<String> errors = new ArrayList<>();

    private Checker() {}

    /** What is wrong, as kube-apiserver would say it; empty if nothing is. */
    public static Optional<String> check(JsonNode tree, Shape shape) {
        Checker checker = new Checker();
        checker.visit(tree, shape, "");
        return switch (checker.errors.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(checker.errors.getFirst());
            default -> Optional.of("errors:\n  " + String.join("\n  ", checker.errors));
        };
    }

    private void error(String path, String message) {
        errors.add(path.isEmpty() ? message : path + ": " + message);
    }

    private void visit(JsonNode value, Shape shape, String path) {
        switch (shape.form(value)) {
            case SCALAR -> shape.wrongScalar(value).ifPresent(message -> error(path, message));
            case MAP -> {
                if (value.isObject()) {
                    fields(value, shape, path);
                } else if (!value.isNull()) {
                    error(path, "expected map, got &{" + GoText.of(value) + "}");
                }
            }
            case LIST -> {
                if (value.isArray()) {
                    items(value, shape, path);
                } else if (!value.isNull()) {
                    error(path, "expected list, got &{" + GoText.of(value) + "}");
                }
            }
        }
    }

    private void fields(JsonNode object, Shape shape, String path) {
        for (var field : object.properties()) {
            String below = path + "." + field.getKey();
            Optional<Shape> child = shape.known(field.getKey());
            if (child.isEmpty()) {
                error(below, "field not declared in schema");
                return;
            }
            visit(field.getValue(), child.get(), below);
        }
    }

    private void items(JsonNode list, Shape shape, String path) {
        Set<PathElement> seen = new HashSet<>();
        for (int i = 0; i < list.size(); i++) {
            PathElement step = new PathElement.Index(i);
            if (shape.associativeList()) {
                try {
                    step = ListItems.name(shape, list.get(i));
                } catch (ListItems.Unnameable e) {
                    error(path, "element " + i + ": " + e.getMessage());
                    return;
                }
                if (!seen.add(step)) {
                    error(path, "duplicate entries for key " + step);
                }
            }
            visit(list.get(i), shape.items(), path + step);
        }
    }
}
