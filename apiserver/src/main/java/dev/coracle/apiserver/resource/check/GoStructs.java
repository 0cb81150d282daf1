package dev.coracle.apiserver.resource.check;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Structs as errors show them: kube-apiserver prints its own types, whose fields have Go's names and are never left out. */
public final class GoStructs {

    private GoStructs() {}

    /** A struct of texts alone. @param names of the fields in Go, in order; in JSON they begin with a small letter */
    public static ObjectNode words(JsonNode node, String... names) {
        ObjectNode shown = Json.object();
        for (String name : names) {
            shown.put(name, Trees.string(node, inJson(name)));
        }
        return shown;
    }

    private static String inJson(String name) {
        return name.startsWith("API")
                ? "api" + name.substring(3)
                : name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }
}
