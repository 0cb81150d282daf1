package dev.coracle.apiserver.crd;

import dev.coracle.api.meta.Conditions;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Who gets a name in a group: whoever had it first. Source: apiextensions' conditions NamesAccepted and Established. */
final class NameClaims {

    private final Set<String> resources = new HashSet<>();
    private final Set<String> kinds = new HashSet<>();

    /** @param others the other definitions of the group: what they have been accepted with is taken */
    NameClaims(List<ObjectNode> others) {
        for (ObjectNode other : others) {
            ObjectNode names = Trees.object(other, "status", "acceptedNames").orElseGet(Json::object);
            resources.add(Trees.string(names, "plural"));
            resources.add(Trees.string(names, "singular"));
            resources.addAll(Trees.strings(names, "shortNames"));
            kinds.add(Trees.string(names, "kind"));
            kinds.add(Trees.string(names, "listKind"));
        }
        resources.remove("");
        kinds.remove("");
    }

    /** Sets acceptedNames and both conditions. */
    void decide(ObjectNode crd, Instant now) {
        ObjectNode wanted = Trees.ensureObject(crd, "spec", "names");
        ObjectNode status = Trees.ensureObject(crd, "status");
        ObjectNode accepted = Trees.ensureObject(status, "acceptedNames");
        String reason = "";
        String message = "";
        for (String field : List.of("plural", "singular", "shortNames", "kind", "listKind")) {
            String clash = clash(wanted, accepted, field);
            if (clash.isEmpty()) {
                take(accepted, wanted, field);
            } else {
                reason = Character.toUpperCase(field.charAt(0)) + field.substring(1) + "Conflict";
                message = clash;
            }
        }
        take(accepted, wanted, "categories");
        boolean all = reason.isEmpty();
        Conditions.set(crd, "NamesAccepted", all, all ? "NoConflicts" : reason, all ? "no conflicts found" : message,
                now);
        if (all) {
            Conditions.set(crd, "Established", true, "InitialNamesAccepted", "the initial names have been accepted",
                    now);
        } else if (!Conditions.isTrue(crd, "Established")) {
            Conditions.set(crd, "Established", false, "NotAccepted", "not all names are accepted", now);
        }
    }

    private String clash(ObjectNode wanted, ObjectNode accepted, String field) {
        Set<String> taken = field.equals("kind") || field.equals("listKind") ? kinds : resources;
        List<String> words = field.equals("shortNames")
                ? Trees.strings(wanted, field)
                : List.of(Trees.string(wanted, field));
        for (String word : words) {
            boolean had = !field.equals("shortNames") && Trees.string(accepted, field).equals(word);
            if (!had && taken.contains(word)) {
                return "\"" + word + "\" is already in use";
            }
        }
        return "";
    }

    private static void take(ObjectNode accepted, ObjectNode wanted, String field) {
        if (wanted.get(field) == null || wanted.get(field) instanceof ArrayNode list && list.isEmpty()) {
            accepted.remove(field);
        } else {
            accepted.set(field, wanted.get(field).deepCopy());
        }
    }
}
