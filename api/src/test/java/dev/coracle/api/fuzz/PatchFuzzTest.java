package dev.coracle.api.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.coracle.api.apply.fields.FieldSet;
import dev.coracle.api.apply.FieldManager;
import dev.coracle.api.apply.Versions;
import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.patch.JsonPatch;
import dev.coracle.api.patch.MergePatch;
import dev.coracle.api.patch.StrategicMergePatch;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An object, and a patch of each kind for it: it is applied, or refused by the error that a client gets to read. */
class PatchFuzzTest {

    private static final GroupVersionKind KIND = new GroupVersionKind("apps", "v1", "Deployment");
    private static final Schema SCHEMA = Catalogue.builtIn().schema(KIND);
    private static final FieldManager MANAGER = new FieldManager(KIND, SCHEMA, "",
            FieldSet.ofDotted(List.of("status")), Versions.NONE);

    private static Optional<JsonNode> parsed(byte[] part) {
        try {
            return Optional.of(Json.parse(part));
        } catch (JacksonException | StatusException refused) {
            return Optional.empty();
        }
    }

    private static Optional<ObjectNode> object(byte[] part) {
        return parsed(part).filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast);
    }

    @FuzzTest(maxDuration = "30s")
    void json(byte[] input) {
        List<byte[]> parts = Parts.of(input, 2);
        Optional<ObjectNode> target = object(parts.getFirst());
        Optional<JsonNode> patch = parsed(parts.getLast());
        if (target.isPresent() && patch.isPresent()) {
            try {
                JsonPatch.apply(target.get(), patch.get());
            } catch (StatusException refused) {
                return;
            }
        }
    }

    @FuzzTest(maxDuration = "30s")
    void merge(byte[] input) {
        List<byte[]> parts = Parts.of(input, 2);
        Optional<ObjectNode> target = object(parts.getFirst());
        Optional<ObjectNode> patch = object(parts.getLast());
        if (target.isPresent() && patch.isPresent()) {
            MergePatch.apply(target.get(), patch.get());
            ObjectNode once = target.get().deepCopy();
            MergePatch.apply(target.get(), patch.get());
            assertEquals(once, target.get(), "merged twice");
        }
    }

    @FuzzTest(maxDuration = "30s")
    void strategicMerge(byte[] input) {
        List<byte[]> parts = Parts.of(input, 2);
        Optional<ObjectNode> target = object(parts.getFirst());
        Optional<ObjectNode> patch = object(parts.getLast());
        if (target.isPresent() && patch.isPresent()) {
            try {
                StrategicMergePatch.apply(target.get(), patch.get(), SCHEMA);
            } catch (StatusException refused) {
                return;
            }
        }
    }

    @FuzzTest(maxDuration = "30s")
    void apply(byte[] input) {
        List<byte[]> parts = Parts.of(input, 2);
        Optional<ObjectNode> live = object(parts.getFirst());
        Optional<ObjectNode> config = object(parts.getLast());
        if (live.isPresent() && config.isPresent()) {
            config.get().put("apiVersion", "apps/v1").put("kind", "Deployment");
            live.get().put("apiVersion", "apps/v1").put("kind", "Deployment");
            try {
                Meta.of(live.get()).put("uid", "u");
                ObjectNode once = MANAGER.apply(live.get(), config.get(), "a", true, Instant.EPOCH).object();
                MANAGER.apply(once, config.get(), "a", false, Instant.EPOCH);
            } catch (StatusException refused) {
                return;
            }
        }
    }
}
