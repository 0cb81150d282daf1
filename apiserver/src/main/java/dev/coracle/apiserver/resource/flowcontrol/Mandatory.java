package dev.coracle.apiserver.resource.flowcontrol;

import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The objects without which requests would have no place to go: whoever writes them has to write them so. Source: flowcontrol/v1. */
final class Mandatory {

    private static final String EVERYTHING = """
            "resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"], "clusterScope": true,
                "namespaces": ["*"]}],
            "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}]
            """;

    static final Map<String, JsonNode> SCHEMAS = Map.of("exempt", spec("""
            {"priorityLevelConfiguration": {"name": "exempt"}, "matchingPrecedence": 1,
                "rules": [{"subjects": [{"kind": "Group", "group": {"name": "system:masters"}}], %s}]}
            """.formatted(EVERYTHING)), "catch-all", spec("""
            {"priorityLevelConfiguration": {"name": "catch-all"}, "matchingPrecedence": 10000,
                "distinguisherMethod": {"type": "ByUser"},
                "rules": [{"subjects": [{"kind": "Group", "group": {"name": "system:unauthenticated"}},
                    {"kind": "Group", "group": {"name": "system:authenticated"}}], %s}]}
            """.formatted(EVERYTHING)));

    /** Of the exempt level, the field of the same name may be anything. */
    static final Map<String, JsonNode> LEVELS = Map.of("exempt", spec("{\"type\": \"Exempt\"}"), "catch-all", spec("""
            {"type": "Limited", "limited": {"nominalConcurrencyShares": 5, "lendablePercent": 0,
                "limitResponse": {"type": "Reject"}}}
            """));

    private Mandatory() {}

    private static JsonNode spec(String json) {
        return Json.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
