package dev.coracle.api.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Yaml;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** JSON and YAML: either it is refused by the one error that says so, or what was read can be written and read again. */
class DecodingFuzzTest {

    @FuzzTest(maxDuration = "30s")
    void json(byte[] input) {
        JsonNode node;
        try {
            node = Json.parse(input);
        } catch (JacksonException | StatusException refused) {
            return;
        }
        byte[] printed = Json.print(node);
        assertEquals(Json.text(node), Json.text(Json.parse(printed)));
    }

    @FuzzTest(maxDuration = "30s")
    void yaml(byte[] input) {
        ObjectNode object;
        try {
            object = Yaml.parseObject(input);
            Yaml.duplicateKeys(input);
        } catch (StatusException refused) {
            return;
        }
        Json.parse(Json.print(object));
    }
}
