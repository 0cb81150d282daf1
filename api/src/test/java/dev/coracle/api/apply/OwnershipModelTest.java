package dev.coracle.api.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.apply.fields.FieldSet;
import dev.coracle.api.apply.fields.PathElement;
import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

/** Random writes of several managers to a flat map, beside a model that is a map of values and a map of sets. */
class OwnershipModelTest {

    private static final GroupVersionKind KIND = new GroupVersionKind("", "v1", "ConfigMap");

    private final FieldManager manager = new FieldManager(KIND, Catalogue.builtIn().schema(KIND), "", FieldSet.EMPTY,
            Versions.NONE);
    private final Map<String, String> values = new TreeMap<>();
    private final Map<String, Set<String>> owned = new TreeMap<>();
    private ObjectNode live = object(Map.of("start", "0"));

    private static ObjectNode object(Map<String, String> data) {
        ObjectNode object = Json.object();
        object.put("apiVersion", "v1").put("kind", "ConfigMap");
        object.putObject("metadata").put("name", "m").put("uid", "u");
        ObjectNode fields = object.putObject("data");
        data.forEach(fields::put);
        return object;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithTheModel(long seed) {
        Random random = new Random(seed);
        values.put("start", "0");
        owned.put("create/Update", new TreeSet<>(Set.of("start")));
        live = manager.update(Json.object(), live, "create", Instant.EPOCH);
        for (int step = 0; step < 200; step++) {
            Map<String, String> data = new HashMap<>();
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                data.put("k" + random.nextInt(5), "" + random.nextInt(2));
            }
            String who = "m" + random.nextInt(3);
            if (random.nextInt(3) == 0) {
                update(who, data);
            } else {
                apply(who, data, random.nextBoolean());
            }
            check(step);
        }
    }

    private void update(String who, Map<String, String> data) {
        ObjectNode next = live.deepCopy();
        Map<String, String> all = new TreeMap<>(values);
        all.putAll(data);
        next.set("data", object(all).get("data"));
        live = manager.update(live, next, who, Instant.EPOCH);
        data.forEach((key, value) -> {
            if (!value.equals(values.put(key, value))) {
                owned.values().forEach(keys -> keys.remove(key));
                owned.computeIfAbsent(who + "/Update", w -> new TreeSet<>()).add(key);
            }
        });
    }

    private void apply(String who, Map<String, String> data, boolean force) {
        String owner = who + "/Apply";
        boolean conflict = data.entrySet().stream().anyMatch(entry -> values.containsKey(entry.getKey())
                && !entry.getValue().equals(values.get(entry.getKey()))
                && owned.entrySet().stream()
                        .anyMatch(other -> !other.getKey().equals(owner) && other.getValue().contains(entry.getKey())));
        try {
            live = manager.apply(live, object(data), who, force, Instant.EPOCH).object();
            assertEquals(false, conflict && !force, "should have been in conflict");
        } catch (StatusException e) {
            assertEquals(true, conflict && !force, e.getMessage());
            return;
        }
        Set<String> before = owned.getOrDefault(owner, Set.of());
        owned.put(owner, new TreeSet<>(data.keySet()));
        before.stream().filter(key -> owned.values().stream().noneMatch(keys -> keys.contains(key)))
                .forEach(values::remove);
        data.forEach((key, value) -> {
            if (!value.equals(values.put(key, value))) {
                owned.forEach((other, keys) -> {
                    if (!other.equals(owner)) {
                        keys.remove(key);
                    }
                });
            }
        });
    }

    private void check(int step) {
        assertEquals(object(values).get("data"), live.get("data"), "values after step " + step);
        Map<String, Set<String>> actual = new TreeMap<>();
        ManagedFields.of(live).entries().forEach((owner, entry) -> {
            Set<String> keys = new TreeSet<>();
            entry.fields().below(new PathElement.Field("data")).forEach(path -> keys
                    .add(((PathElement.Field) path.getFirst()).name()));
            if (!keys.isEmpty()) {
                actual.put(owner.manager() + "/" + owner.operation().word(), keys);
            }
        });
        owned.values().removeIf(Set::isEmpty);
        assertEquals(owned, actual, "owners after step " + step);
    }
}
