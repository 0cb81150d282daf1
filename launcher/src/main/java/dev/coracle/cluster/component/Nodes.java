package dev.coracle.cluster.component;

import dev.coracle.api.tree.Trees;
import dev.coracle.client.rest.ApiClient;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Counting objects through the API, for waiting and for status. */
public final class Nodes {

    private Nodes() {}

    /** How many nodes are Ready. */
    public static int ready(ApiClient client) {
        JsonNode list = client.raw("GET", "/api/v1/nodes", Optional.empty());
        int ready = 0;
        for (ObjectNode node : Trees.objects(list, "items")) {
            ready += isReady(node) ? 1 : 0;
        }
        return ready;
    }

    /** How many pods there are, and how many of them run. */
    public static int[] pods(ApiClient client) {
        JsonNode list = client.raw("GET", "/api/v1/pods", Optional.empty());
        int running = 0;
        int all = 0;
        for (ObjectNode pod : Trees.objects(list, "items")) {
            all++;
            running += Trees.string(pod, "status", "phase").equals("Running") ? 1 : 0;
        }
        return new int[]{running, all};
    }

    private static boolean isReady(ObjectNode node) {
        return Trees.objects(node, "status", "conditions").stream().anyMatch(
                c -> Trees.string(c, "type").equals("Ready") && Trees.string(c, "status").equals("True"));
    }
}
