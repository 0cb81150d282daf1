package dev.coracle.apiserver.crd;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.GoText;
import dev.coracle.api.tree.Trees;
import java.util.Optional;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.IntNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds a custom resource to what its scale says of it: numbers of replicas and a selector where the definition has them. Schemas may say
 * less, so that an autoscaler would find what it can't read. Source: apiextensions/v1 CustomResourceSubresourceScale.
 */
final class ScaleChecks {

    private final String specReplicas;
    private final String statusReplicas;
    private final String selector;

    /** @param scale as in a definition, its paths with a dot before the first field */
    ScaleChecks(ObjectNode scale) {
        specReplicas = Trees.string(scale, "specReplicasPath");
        statusReplicas = Trees.string(scale, "statusReplicasPath");
        selector = Trees.string(scale, "labelSelectorPath");
    }

    /** Checks a whole object. */
    void object(ObjectNode object, FieldErrors errors) {
        replicas(object, specReplicas, errors);
        status(object, errors);
    }

    /** Checks what its status has. */
    void status(ObjectNode object, FieldErrors errors) {
        replicas(object, statusReplicas, errors);
        if (!selector.isEmpty()) {
            find(object, selector, "string", JsonNode::isString, errors);
        }
    }

    private static void replicas(ObjectNode object, String path, FieldErrors errors) {
        find(object, path, "int64", value -> value.isIntegralNumber() && value.canConvertToLong(), errors)
                .map(JsonNode::longValue).ifPresent(replicas -> {
                    if (replicas < 0) {
                        errors.invalid(FieldPath.of(path), replicas, "should be a non-negative integer");
                    } else if (replicas > Integer.MAX_VALUE) {
                        errors.invalid(FieldPath.of(path), replicas,
                                "should be less than or equal to " + Integer.MAX_VALUE);
                    }
                });
    }

    /** What is there, if it has this type; says so if not. */
    private static Optional<JsonNode> find(ObjectNode object, String path, String type, Predicate<JsonNode> has,
            FieldErrors errors) {
        JsonNode value = object;
        String seen = "";
        for (String field : (path.startsWith(".") ? path.substring(1) : path).split("\\.", -1)) {
            seen = seen + "." + field;
            if (!value.isObject() && !value.isNull()) {
                unfit(path, type, seen, value, "map[string]interface{}", errors);
                return Optional.empty();
            }
            value = value.path(field);
            if (value.isMissingNode()) {
                return Optional.empty();
            }
        }
        if (!has.test(value)) {
            unfit(path, type, seen, value, type, errors);
            return Optional.empty();
        }
        return Optional.of(value);
    }

    /** Prints what Go would have read, too: the type's zero. */
    private static void unfit(String path, String type, String seen, JsonNode value, String expected,
            FieldErrors errors) {
        errors.invalid(FieldPath.of(path), type.equals("string") ? "" : IntNode.valueOf(0), seen + " accessor error: "
                + GoText.of(value) + " is of the type " + GoText.typeOf(value) + ", expected " + expected);
    }
}
