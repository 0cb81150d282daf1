package dev.coracle.api.gotypes;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.schema.Schema;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * Go structs whose fields stand in JSON among those of the struct that embeds them: Go's decoder names them in its messages
 * ({@code Volume.spec.volumes.VolumeSource.secret}). The protobuf names tell where they are.
 */
final class Embedded {

    private static final Set<String> STRUCTS = Set.of("localObjectReference", "ephemeralContainerCommon",
            "persistentVolumeSource", "volumeSource", "handler", "ruleWithOperations", "rule", "ingressRuleValue",
            "deviceConfiguration");

    private static final class Holder {
        static final Embedded BUILT_IN = new Embedded(Catalogue.builtIn().protobufNameDifferences());
    }

    private final Map<String, Map<String, String>> pathOf = new HashMap<>();

    private Embedded(JsonNode differences) {
        for (Map.Entry<String, JsonNode> entry : differences.properties()) {
            for (JsonNode name : entry.getValue().path("protobuf_only")) {
                if (STRUCTS.contains(name.asString())) {
                    Map<String, String> fields = new HashMap<>();
                    entry.getValue().path("json_only")
                            .forEach(field -> fields.put(field.asString(), goName(name.asString(), field.asString())));
                    pathOf.put(entry.getKey(), fields);
                }
            }
        }
    }

    private static String goName(String protobufName, String field) {
        return switch (protobufName) {
            case "handler" -> "ProbeHandler";
            case "ruleWithOperations" -> field.equals("operations") ? "RuleWithOperations" : "RuleWithOperations.Rule";
            default -> Character.toUpperCase(protobufName.charAt(0)) + protobufName.substring(1);
        };
    }

    /** What stands before a field in a path: {@code VolumeSource.}, or nothing. */
    static String prefix(Schema struct, String field) {
        String path = Holder.BUILT_IN.pathOf.getOrDefault(struct.refName().orElse(""), Map.of()).get(field);
        return path == null ? "" : path + ".";
    }
}
