package dev.coracle.apiserver.admission.plugin.pod;

import dev.coracle.api.tree.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Tolerations beside one another: which allow what others do. */
final class Tolerations {

    private Tolerations() {}

    /** Both lists in one, without those that another one covers; of equal ones the first stays. */
    static List<ObjectNode> merge(List<ObjectNode> first, List<ObjectNode> second) {
        List<ObjectNode> all = new ArrayList<>(first);
        all.addAll(second);
        List<ObjectNode> merged = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            ObjectNode one = all.get(i);
            boolean covered = merged.stream().anyMatch(other -> covers(other, one)) || all.subList(i + 1, all.size())
                    .stream().anyMatch(other -> !same(other, one) && covers(other, one));
            if (!covered) {
                merged.add(one);
            }
        }
        return merged;
    }

    static boolean same(ObjectNode one, ObjectNode other) {
        return samePlace(one, other)
                && Trees.integer(one, "tolerationSeconds").equals(Trees.integer(other, "tolerationSeconds"));
    }

    /** Whether they are about the same taints, for however long. */
    static boolean samePlace(ObjectNode one, ObjectNode other) {
        return List.of("key", "effect", "operator", "value").stream()
                .allMatch(field -> Trees.string(one, field).equals(Trees.string(other, field)));
    }

    /** Whether the first tolerates all that the second does. */
    static boolean covers(ObjectNode wide, ObjectNode narrow) {
        if (same(wide, narrow)) {
            return true;
        }
        String operator = Trees.string(wide, "operator");
        String key = Trees.string(wide, "key");
        String effect = Trees.string(wide, "effect");
        boolean anyKey = key.isEmpty() && operator.equals("Exists");
        if (!anyKey && !Trees.string(narrow, "key").equals(key)
                || !effect.isEmpty() && !Trees.string(narrow, "effect").equals(effect)) {
            return false;
        }
        Optional<Long> seconds = Trees.integer(wide, "tolerationSeconds");
        if (effect.equals("NoExecute") && seconds.isPresent()
                && Trees.integer(narrow, "tolerationSeconds").filter(s -> s <= seconds.get()).isEmpty()) {
            return false;
        }
        return switch (operator) {
            case "Equal", "" -> Trees.string(narrow, "operator").equals("Equal")
                    && Trees.string(narrow, "value").equals(Trees.string(wide, "value"));
            case "Exists" -> true;
            default -> false;
        };
    }
}
