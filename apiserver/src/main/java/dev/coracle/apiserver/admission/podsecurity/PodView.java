package dev.coracle.apiserver.admission.podsecurity;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** A pod as the checks look at it: its spec, all containers of all kinds, and how they are named in refusals. */
record PodView(ObjectNode metadata, ObjectNode spec, List<ObjectNode> containers) {

    static PodView of(ObjectNode metadata, ObjectNode spec) {
        List<ObjectNode> all = new ArrayList<>();
        for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
            all.addAll(Trees.objects(spec, list));
        }
        return new PodView(metadata, spec, all);
    }

    List<String> names(Predicate<ObjectNode> which) {
        return containers.stream().filter(which).map(c -> Trees.string(c, "name")).toList();
    }

    /** {@code container "a"} or {@code containers "a", "b"}. */
    static String containers(List<String> names) {
        return plural("container", names) + " " + quoted(names);
    }

    static String plural(String word, List<String> list) {
        return list.size() == 1 ? word : word + "s";
    }

    static String quoted(List<String> names) {
        return names.stream().map(FieldErrors::quoted).collect(Collectors.joining(", "));
    }

    /** Windows pods are outside of most restricted checks. */
    boolean isWindows() {
        return Trees.string(spec, "os", "name").equals("windows");
    }
}
