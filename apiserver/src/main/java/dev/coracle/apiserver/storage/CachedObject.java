package dev.coracle.apiserver.storage;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.response.Slice;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object as readers get it: its JSON in the storage version with resourceVersion, and the few fields that lists and watches select
 * on. Immutable; the arrays and maps are shared.
 */
public final class CachedObject {

    private final byte[] json;
    private final int metadataAt;
    private final long revision;
    private final String namespace;
    private final String name;
    private final Map<String, String> labels;
    private final Map<String, String> fields;

    CachedObject(byte[] json, int metadataAt, long revision, String namespace, String name, Map<String, String> labels,
            Map<String, String> fields) {
        this.json = json;
        this.metadataAt = metadataAt;
        this.revision = revision;
        this.namespace = namespace;
        this.name = name;
        this.labels = labels;
        this.fields = fields;
    }

    /** The whole object; nobody writes to the array. */
    public byte[] json() {
        return json;
    }

    /** The object from {@code "metadata"} on, as list items of built-in kinds are written after an opening brace. */
    public Slice fromMetadata() {
        return new Slice(json, metadataAt, json.length - metadataAt);
    }

    public long revision() {
        return revision;
    }

    public String namespace() {
        return namespace;
    }

    public String name() {
        return name;
    }

    public Map<String, String> labels() {
        return labels;
    }

    /** What field selectors see, metadata.name and metadata.namespace included. */
    public Map<String, String> fields() {
        return fields;
    }

    /** A tree of the caller's own. */
    public ObjectNode tree() {
        return (ObjectNode) Json.parse(json);
    }

    /** The last state of an object that is gone: the same with the deletion's revision. */
    CachedObject deletedAt(long deletion) {
        return new CachedObject(StoredBytes.replaceVersion(json, metadataAt, deletion), metadataAt, deletion, namespace,
                name, labels, fields);
    }
}
