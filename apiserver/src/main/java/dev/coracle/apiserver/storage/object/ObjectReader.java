package dev.coracle.apiserver.storage.object;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.schema.Defaulting;
import dev.coracle.api.schema.Pruning;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.store.port.KeyValue;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns stored bytes into what readers get. Safe for use by any number of threads. */
public final class ObjectReader {

    private static final Logger log = LoggerFactory.getLogger(ObjectReader.class);

    private final String prefix;
    private final boolean namespaced;
    private final KindRules rules;
    private final Resource resource;
    private final PendingWrites pending = new PendingWrites();

    public ObjectReader(Resource resource) {
        this.prefix = resource.keyPrefix();
        this.namespaced = resource.namespaced();
        this.rules = resource.rules();
        this.resource = resource;
    }

    /** The object, or empty (and a line in the log) if the bytes are none: one broken value must not stop the server. */
    public Optional<CachedObject> read(KeyValue stored) {
        if (!resource.custom()) { // a custom one may be made to fit a schema that changes at any time
            Optional<CachedObject> own = pending.arrived(stored.key(), stored.value(), stored.modRevision());
            if (own.isPresent()) {
                return own;
            }
        }
        try {
            return Optional.of(parse(stored));
        } catch (RuntimeException e) {
            log.error("the value of {} at revision {} is not an object and is left out: {}", stored.key(),
                    stored.modRevision(), e.getMessage());
            return Optional.empty();
        }
    }

    private CachedObject parse(KeyValue stored) {
        JsonNode parsed = Json.parse(stored.value());
        if (!(parsed instanceof ObjectNode object)) {
            throw new IllegalArgumentException("a JSON object is expected");
        }
        byte[] bytes = stored.value();
        int metadataAt = StoredBytes.metadataAt(bytes);
        boolean foreign = resource.conversion().outside()
                && !Trees.string(object, "apiVersion").equals(resource.storageVersion().toString());
        if (resource.custom() && !foreign) {
            bytes = fitted(object, bytes);
            metadataAt = StoredBytes.metadataAt(bytes);
        }
        if (metadataAt < 0 || !Meta.resourceVersion(object).isEmpty()) {
            bytes = StoredBytes.forStore(object);
            metadataAt = StoredBytes.metadataAt(bytes);
        }
        VersionedJson json = VersionedJson.of(bytes, metadataAt, stored.modRevision());
        return draft(stored.key(), bytes, object).as(json, stored.modRevision());
    }

    /** Makes an object that was stored under another schema, or version, what it would be today. @return its bytes, those that it came from if nothing changed: a copy to compare with would be much larger than they are */
    private byte[] fitted(ObjectNode object, byte[] stored) {
        object.put("apiVersion", resource.storageVersion().toString());
        Pruning.apply(object, resource.schema());
        Defaulting.apply(object, resource.schema());
        byte[] fitted = StoredBytes.forStore(object);
        return Arrays.equals(fitted, stored) ? stored : fitted;
    }

    /** Where writers say what they are about to hand to the store. */
    public PendingWrites pending() {
        return pending;
    }

    /** What is about to be written. @param tree what {@code stored} was printed from */
    public Draft draft(String key, byte[] stored, ObjectNode tree) {
        String rest = key.substring(prefix.length());
        int slash = namespaced ? rest.indexOf('/') : -1;
        String namespace = slash < 0 ? "" : rest.substring(0, slash);
        String name = rest.substring(slash + 1);
        Map<String, String> labels = Meta.labels(tree);
        return new Draft(key, stored, namespace, name, labels.isEmpty() ? Map.of() : interned(labels),
                fields(tree, namespace, name));
    }

    /** An object that is not stored; it carries a resourceVersion if the tree does. */
    public CachedObject imagined(String key, ObjectNode object) {
        String version = Meta.resourceVersion(object);
        byte[] stored = StoredBytes.forStore(object);
        int metadataAt = StoredBytes.metadataAt(stored);
        long revision = version.isEmpty() ? 0 : Long.parseLong(version);
        VersionedJson json = version.isEmpty()
                ? VersionedJson.without(stored, metadataAt)
                : VersionedJson.of(stored, metadataAt, revision);
        return draft(key, stored, object).as(json, revision);
    }

    private Map<String, String> fields(ObjectNode tree, String namespace, String name) {
        Map<String, String> fields = new HashMap<>(16);
        fields.put("metadata.name", name);
        if (namespaced) {
            fields.put("metadata.namespace", Interned.of(namespace));
        }
        for (Map.Entry<String, Function<ObjectNode, String>> field : rules.selectableFields().entrySet()) {
            fields.put(field.getKey(), Interned.of(field.getValue().apply(tree)));
        }
        return Map.copyOf(fields); // kept as long as the object, and half as large as a map that can grow
    }

    private static Map<String, String> interned(Map<String, String> labels) {
        Map<String, String> copy = HashMap.newHashMap(labels.size());
        labels.forEach((key, value) -> copy.put(Interned.of(key), Interned.of(value)));
        return Map.copyOf(copy);
    }

    /** One copy of strings that many objects share; bounded, and forgets everything when full. */
    private static final class Interned {
        private static final int LIMIT = 50_000;
        private static final ConcurrentHashMap<String, String> KNOWN = new ConcurrentHashMap<>();

        static String of(String text) {
            if (KNOWN.size() >= LIMIT) {
                KNOWN.clear();
            }
            String known = KNOWN.putIfAbsent(text, text);
            return known == null ? text : known;
        }
    }
}
