package dev.coracle.api.apply;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.api.apply.fields.FieldSet;
import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Apply and update against a plain model, by random sequences of managers on a ConfigMap: its data is a map of values, its finalizers are a
 * set. The model has two maps and no trees; the map and the set themselves are the fields {@code data} and {@code finalizers}, owned by whom an
 * update made them come into being, as kube-apiserver 1.36.3 has it (tried): also when applying empties them. A failure names the seed; {@code -Dcoracle.seed=N} runs that one sequence again.
 */
class ApplyModelTest {

    private static final int SEQUENCES = 300;
    private static final int STEPS = 40;
    private static final GroupVersionKind KIND = new GroupVersionKind("", "v1", "ConfigMap");
    private static final List<String> KEYS = List.of("a", "b", "c", "d");
    private static final List<String> FINALIZERS = List.of("x.example.com/1", "x.example.com/2", "x.example.com/3");
    private static final List<String> APPLIERS = List.of("helm", "kubectl", "operator");
    private static final List<String> UPDATERS = List.of("controller", "editor");

    private final FieldManager manager = new FieldManager(KIND, Catalogue.builtIn().schema(KIND), "",
            FieldSet.ofDotted(List.of()), Versions.NONE);

    /** Who says what: values by field, where a finalizer is a field whose value is empty. */
    private static final class Model {
        final Map<String, String> values = new TreeMap<>();
        final Map<String, Set<String>> owners = new HashMap<>();

        /** The map or the set that the field is in. */
        static String whole(String field) {
            return FINALIZERS.contains(field) ? "finalizers" : "data";
        }

        /** What comes into being or goes between the two: fields, and the wholes that they are in. */
        private static Set<String> wholes(Set<String> fields) {
            return fields.stream().map(Model::whole).collect(Collectors.toCollection(TreeSet::new));
        }

        Model copy() {
            Model copy = new Model();
            copy.values.putAll(values);
            owners.forEach((owner, fields) -> copy.owners.put(owner, new TreeSet<>(fields)));
            return copy;
        }

        void become(Model other) {
            values.clear();
            values.putAll(other.values);
            owners.clear();
            owners.putAll(other.owners);
        }

        private Set<String> owned(String owner) {
            return owners.computeIfAbsent(owner, name -> new TreeSet<>());
        }

        private boolean nobodyOwnsAnything() {
            return owners.values().stream().allMatch(Set::isEmpty);
        }

        /** The first apply to an object that nobody owned anything of: what is there belongs to whoever made it. */
        void beforeApply() {
            if (nobodyOwnsAnything() && !values.isEmpty()) {
                owners.put("before-first-apply", new TreeSet<>(values.keySet()));
                owned("before-first-apply").addAll(wholes(values.keySet()));
            }
        }

        private Set<String> othersInConflict(String applier, Map<String, String> config) {
            Set<String> changed = new TreeSet<>(wholes(config.keySet()));
            changed.removeAll(wholes(values.keySet()));
            config.forEach((field, value) -> {
                if (values.containsKey(field) && !value.equals(values.get(field))) {
                    changed.add(field);
                }
            });
            changed.removeIf(field -> owners.entrySet().stream()
                    .noneMatch(entry -> !entry.getKey().equals(applier) && entry.getValue().contains(field)));
            return changed;
        }

        void apply(String applier, Map<String, String> config) {
            for (String field : othersInConflict(applier, config)) {
                owners.values().forEach(fields -> fields.remove(field));
            }
            Set<String> before = new HashSet<>(owned(applier));
            before.removeAll(config.keySet());
            owners.put(applier, new TreeSet<>(config.keySet()));
            values.putAll(config);
            for (String field : before) {
                if (owners.values().stream().noneMatch(fields -> fields.contains(field))) {
                    values.remove(field);
                }
            }
        }

        void update(String updater, Map<String, String> wanted) {
            Set<String> touched = new TreeSet<>(values.keySet());
            touched.addAll(wanted.keySet());
            touched.removeIf(field -> Optional.ofNullable(values.get(field))
                    .equals(Optional.ofNullable(wanted.get(field))));
            Set<String> wholes = wholes(values.keySet());
            wholes.addAll(wholes(wanted.keySet()));
            wholes.removeIf(
                    whole -> wholes(values.keySet()).contains(whole) == wholes(wanted.keySet()).contains(whole));
            touched.addAll(wholes);
            boolean untracked = nobodyOwnsAnything();
            owners.values().forEach(fields -> fields.removeAll(touched));
            values.clear();
            values.putAll(wanted);
            if (untracked) {
                return; // and stays so until somebody applies
            }
            touched.removeIf(field -> !wanted.containsKey(field) && !wholes(wanted.keySet()).contains(field));
            owned(updater).addAll(touched);
        }
    }

    private static ObjectNode object(Map<String, String> fields) {
        ObjectNode object = Json.object().put("apiVersion", "v1").put("kind", "ConfigMap");
        object.putObject("metadata").put("name", "m").put("uid", "u");
        fields.forEach((field, value) -> {
            if (FINALIZERS.contains(field)) {
                Trees.ensureArray(Meta.of(object), "finalizers").add(field);
            } else {
                Trees.ensureObject(object, "data").put(field, value);
            }
        });
        return object;
    }

    private static Map<String, String> fields(ObjectNode object) {
        Map<String, String> fields = new TreeMap<>();
        Trees.object(object, "data").ifPresent(
                data -> data.properties().forEach(entry -> fields.put(entry.getKey(), entry.getValue().asString(""))));
        Meta.finalizers(object).forEach(finalizer -> fields.put(finalizer, ""));
        return fields;
    }

    /** Fields by manager, as managedFields tell it. */
    private static Map<String, Set<String>> owners(ObjectNode object) {
        Map<String, Set<String>> owners = new TreeMap<>();
        for (JsonNode entry : Trees.objects(object, "metadata", "managedFields")) {
            Set<String> fields = owners.computeIfAbsent(Trees.string(entry, "manager"), name -> new TreeSet<>());
            members(entry.path("fieldsV1"), "data", "f:").forEach(name -> fields.add(name.substring(2)));
            members(entry.path("fieldsV1").path("f:metadata"), "finalizers", "v:")
                    .forEach(name -> fields.add(name.substring(3, name.length() - 1)));
            if (ownsWhole(entry.path("fieldsV1").get("f:data"))) {
                fields.add("data");
            }
            if (ownsWhole(entry.path("fieldsV1").path("f:metadata").get("f:finalizers"))) {
                fields.add("finalizers");
            }
        }
        owners.values().removeIf(Set::isEmpty);
        return owners;
    }

    private static List<String> members(JsonNode fields, String whole, String prefix) {
        return fields.path("f:" + whole).propertyNames().stream().filter(name -> name.startsWith(prefix)).toList();
    }

    private static boolean ownsWhole(@Nullable JsonNode fields) {
        return fields != null && (fields.isEmpty() || fields.has("."));
    }

    private static Map<String, String> some(Random random) {
        Map<String, String> fields = new TreeMap<>();
        KEYS.stream().filter(key -> random.nextInt(3) == 0).forEach(key -> fields.put(key, "" + random.nextInt(2)));
        FINALIZERS.stream().filter(finalizer -> random.nextInt(3) == 0).forEach(finalizer -> fields.put(finalizer, ""));
        return fields;
    }

    private static <T> T one(Random random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private ObjectNode applied(ObjectNode live, Map<String, String> config, String applier, boolean force, int now) {
        ObjectNode result = manager.apply(live, object(config), applier, force, Instant.ofEpochSecond(now)).object();
        Meta.of(result).put("uid", "u");
        return result;
    }

    private ObjectNode step(ObjectNode live, Model model, Random random, int now) {
        if (random.nextInt(4) == 0) {
            String updater = one(random, UPDATERS);
            Map<String, String> wanted = new TreeMap<>(model.values);
            some(random).forEach((field, value) -> {
                if (random.nextBoolean()) {
                    wanted.put(field, value);
                } else {
                    wanted.remove(field);
                }
            });
            model.update(updater, wanted);
            ObjectNode object = object(wanted);
            Trees.array(live, "metadata", "managedFields").ifPresent(
                    entries -> Meta.of(object).set("managedFields", entries.deepCopy()));
            return manager.update(live, object, updater, Instant.ofEpochSecond(now));
        }
        String applier = one(random, APPLIERS);
        Map<String, String> config = some(random);
        boolean force = random.nextBoolean();
        Model before = model.copy();
        model.beforeApply();
        Set<String> conflicts = model.othersInConflict(applier, config);
        if (!force && !conflicts.isEmpty()) {
            StatusException refused = assertThrows(StatusException.class,
                    () -> applied(live, config, applier, false, now));
            assertEquals(409, refused.status().code());
            model.become(before);
            return live;
        }
        model.apply(applier, config);
        ObjectNode result = applied(live, config, applier, force, now);
        FieldManager.ApplyResult again = manager.apply(result, object(config), applier, false,
                Instant.ofEpochSecond(now + 1L));
        assertFalse(again.changed(), "applied twice");
        assertEquals(owners(result), owners(again.object()), "applied twice");
        return result;
    }

    private void run(long seed) {
        Random random = new Random(seed);
        Model model = new Model();
        ObjectNode live = applied(Json.object(), Map.of("a", "0"), "helm", false, 0);
        model.apply("helm", Map.of("a", "0"));
        for (int i = 1; i <= STEPS; i++) {
            live = step(live, model, random, 2 * i);
            String where = "seed " + seed + ", step " + i;
            assertEquals(model.values, fields(live), where);
            Map<String, Set<String>> owners = new TreeMap<>(model.owners);
            owners.values().removeIf(Set::isEmpty);
            assertEquals(owners, owners(live), where);
        }
    }

    @Test
    void asTheModel() {
        Optional<Long> one = Optional.ofNullable(Long.getLong("coracle.seed"));
        if (one.isPresent()) {
            run(one.get());
            return;
        }
        for (long seed = 0; seed < SEQUENCES; seed++) {
            run(seed);
        }
    }

    /** In whatever order two managers apply fields that they don't share, the object is the same. */
    @Test
    void separateFieldsCommute() {
        for (long seed = 0; seed < SEQUENCES; seed++) {
            Random random = new Random(seed);
            Map<String, String> one = some(random);
            Map<String, String> other = some(random);
            other.keySet().removeAll(one.keySet());
            ObjectNode start = applied(Json.object(), some(random), "operator", false, 0);
            ObjectNode first = applied(applied(start, one, "helm", true, 1), other, "kubectl", true, 1);
            ObjectNode second = applied(applied(start, other, "kubectl", true, 1), one, "helm", true, 1);
            assertEquals(fields(first), fields(second), "seed " + seed);
            assertEquals(owners(first), owners(second), "seed " + seed);
        }
    }

    /** A manager that applies nothing any more leaves nothing behind that nobody else owns. */
    @Test
    void whatNobodyOwnsGoes() {
        for (long seed = 0; seed < SEQUENCES; seed++) {
            Random random = new Random(seed);
            Map<String, String> kept = some(random);
            ObjectNode live = applied(Json.object(), kept, "helm", false, 0);
            live = applied(live, some(random), "kubectl", true, 1);
            live = applied(live, kept, "helm", true, 2);
            live = applied(live, Map.of(), "kubectl", false, 3);
            assertEquals(kept, fields(live), "seed " + seed);
            assertEquals(kept.isEmpty() ? Map.of() : Map.of("helm", kept.keySet()), owners(live), "seed " + seed);
        }
    }
}
