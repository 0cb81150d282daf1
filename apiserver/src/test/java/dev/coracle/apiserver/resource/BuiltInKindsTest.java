package dev.coracle.apiserver.resource;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.registry.KindRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What all kinds must bear, whatever they are. */
class BuiltInKindsTest {

    private static final int DEPTH = 9;

    private static final Map<GroupKind, KindRules> RULES = BuiltInKinds.all().stream()
            .collect(Collectors.toMap(KindRules::kind, Function.identity()));

    static List<ResourceInfo> stored() {
        return Catalogue.builtIn().resources().stream().filter(r -> r.verbs().contains("get")).toList();
    }

    @Test
    void everyStoredKindHasRules() {
        for (ResourceInfo resource : stored()) {
            assertTrue(RULES.containsKey(resource.groupKind()), resource.groupKind().toString());
        }
    }

    /** An object as full as its schema lets it be, then with each of its fields, one at a time, gone: no rule may stumble. */
    @ParameterizedTest
    @MethodSource("stored")
    void noRuleStumblesOverWhatIsMissing(ResourceInfo resource) {
        KindRules rules = Optional.ofNullable(RULES.get(resource.groupKind())).orElseThrow();
        Schema schema = Catalogue.builtIn().schema(resource.groupVersionKind());
        ObjectNode full = (ObjectNode) sample(schema, DEPTH);
        full.put("apiVersion", resource.groupVersion().toString()).put("kind", resource.kind());
        exercise(rules, full);
        exercise(rules, Json.object());
        List<ObjectNode> holders = new ArrayList<>();
        collect(full, holders);
        for (ObjectNode holder : holders) {
            for (String field : List.copyOf(holder.propertyNames())) {
                JsonNode value = Optional.ofNullable(holder.remove(field)).orElseThrow();
                exercise(rules, full);
                holder.set(field, value);
            }
        }
    }

    private static void exercise(KindRules rules, ObjectNode object) {
        assertDoesNotThrow(() -> {
            ObjectNode copy = object.deepCopy();
            rules.defaults().forEach(step -> step.apply(copy));
            ObjectNode once = copy.deepCopy();
            rules.defaults().forEach(step -> step.apply(copy));
            assertEquals(once, copy, "defaults are idempotent");
            rules.validate().validate(copy, new FieldErrors());
            rules.validateUpdate().validate(copy, object.deepCopy(), new FieldErrors());
            rules.validateChange().validate(copy, Optional.empty(), new FieldErrors(), text -> {});
            rules.validateChange().validate(copy, Optional.of(object.deepCopy()), new FieldErrors(), text -> {});
            for (String part : List.of("status", "approval")) {
                rules.part(part).ifPresent(
                        update -> update.validate().validate(copy, object.deepCopy(), new FieldErrors()));
            }
            rules.warn().warn(copy, text -> {});
            rules.columns().forEach(column -> assertNotNull(column.cell().apply(object)));
            rules.selectableFields().values().forEach(value -> assertNotNull(value.apply(object)));
        });
    }

    private static JsonNode sample(Schema schema, int depth) {
        var nodes = Json.object();
        return switch (schema.type()) {
            case OBJECT -> {
                if (depth > 0) {
                    schema.properties().forEach((name, child) -> nodes.set(name, sample(child, depth - 1)));
                    schema.additionalProperties().ifPresent(values -> nodes.set("key", sample(values, depth - 1)));
                }
                yield nodes;
            }
            case ARRAY -> {
                var list = nodes.arrayNode();
                if (depth > 0) {
                    schema.items().ifPresent(items -> list.add(sample(items, depth - 1)));
                }
                yield list;
            }
            case STRING -> nodes.stringNode("x");
            case INTEGER -> nodes.numberNode(1);
            case NUMBER -> nodes.numberNode(1.5);
            case BOOLEAN -> nodes.booleanNode(true);
            case INT_OR_STRING, ANY -> nodes.stringNode("1");
        };
    }

    private static void collect(JsonNode node, List<ObjectNode> into) {
        if (into.size() > 120) {
            return;
        }
        if (node instanceof ObjectNode object) {
            into.add(object);
        }
        node.forEach(child -> collect(child, into));
    }
}
