package dev.coracle.cluster.history;

import dev.coracle.api.tree.Trees;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * Who wrote a version: the field manager whose entry in {@code managedFields} is new or differs from the version before. A write that
 * took fields from others changes their entries too, but only the writer's gets a new time.
 */
final class Writers {

    private Writers() {}

    /** @param before the version before; empty for the first */
    static Optional<String> of(Optional<ObjectNode> before, ObjectNode now) {
        Set<ObjectNode> old = new HashSet<>(before.map(Writers::entries).orElse(List.of()));
        List<ObjectNode> fresh = entries(now).stream().filter(entry -> !old.contains(entry)).toList();
        // What is written through a subresource such as scale has no time.
        return fresh.isEmpty()
                ? onlyLatest(entries(now))
                : fresh.stream().filter(entry -> time(entry).isEmpty()).findFirst()
                        .or(() -> fresh.stream().max(Comparator.comparing(Writers::time))).map(Writers::name);
    }

    /** Times are in seconds: whoever writes the same fields twice within one leaves no trace of the second time. */
    private static Optional<String> onlyLatest(List<ObjectNode> entries) {
        String latest = entries.stream().map(Writers::time).max(Comparator.naturalOrder()).orElse("");
        List<ObjectNode> candidates = entries.stream().filter(entry -> time(entry).equals(latest)).toList();
        return candidates.size() == 1 ? Optional.of(name(candidates.getFirst())) : Optional.empty();
    }

    private static String time(ObjectNode entry) {
        return Trees.string(entry, "time");
    }

    private static String name(ObjectNode entry) {
        String subresource = Trees.string(entry, "subresource");
        String manager = Trees.string(entry, "manager");
        return subresource.isEmpty() ? manager : manager + " (" + subresource + ")";
    }

    private static List<ObjectNode> entries(ObjectNode object) {
        return Trees.objects(object, "metadata", "managedFields");
    }
}
