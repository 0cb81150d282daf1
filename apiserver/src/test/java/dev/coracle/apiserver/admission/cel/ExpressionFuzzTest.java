package dev.coracle.apiserver.admission.cel;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A rule of a CustomResourceDefinition, whatever it says: it holds, or the object is refused with a reason. */
class ExpressionFuzzTest {

    private static final String OBJECT = """
            {"metadata":{"name":"a"},"spec":{"text":"abc","number":3,"list":["a","b"],"map":{"k":"v"},"truth":true}}""";

    private static ObjectNode schema(String rule) {
        ObjectNode schema = Json.parseObject(
                """
                        {"type":"object","properties":{"spec":{"type":"object","properties":{"text":{"type":"string"},
                         "number":{"type":"integer"},"list":{"type":"array","items":{"type":"string"}},"truth":{"type":"boolean"},
                         "map":{"type":"object","additionalProperties":{"type":"string"}}}}}}"""
                        .getBytes(StandardCharsets.UTF_8));
        ObjectNode spec = (ObjectNode) schema.path("properties").path("spec");
        spec.putArray("x-kubernetes-validations").addObject().put("rule", rule);
        return schema;
    }

    @FuzzTest(maxDuration = "30s")
    void rule(byte[] input) {
        ValidationRules rules = ValidationRules
                .compile(Schema.ofCustom(schema(new String(input, StandardCharsets.UTF_8))));
        ObjectNode object = Json.parseObject(OBJECT.getBytes(StandardCharsets.UTF_8));
        rules.validate(object, Optional.of(object.deepCopy()), new FieldErrors(), new ArrayList<String>()::add);
    }
}
