package dev.coracle.api.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.coracle.api.schema.Defaulting;
import dev.coracle.api.schema.Pruning;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.schema.check.SchemaDemands;
import dev.coracle.api.schema.check.SchemaValidation;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A schema of a CustomResourceDefinition, and an object for it: pruned, defaulted and validated whatever both are. */
class SchemaFuzzTest {

    @FuzzTest(maxDuration = "30s")
    void schemaAndObject(byte[] input) {
        List<byte[]> parts = Parts.of(input, 2);
        JsonNode schema;
        JsonNode value;
        try {
            schema = Json.parse(parts.getFirst());
            value = Json.parse(parts.getLast());
        } catch (JacksonException | StatusException refused) {
            return;
        }
        if (schema instanceof ObjectNode && value instanceof ObjectNode object) {
            Schema made = Schema.ofCustom(schema);
            Pruning.apply(object, made);
            Defaulting.apply(object, made);
            SchemaValidation.validate(object, made, FieldPath.of("root"), new FieldErrors());
            SchemaDemands.object(object, Optional.of(object.deepCopy()), made, new FieldErrors());
        }
    }
}
