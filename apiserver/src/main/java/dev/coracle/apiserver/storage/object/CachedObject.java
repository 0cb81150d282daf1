package dev.coracle.apiserver.storage.object;

import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.heap.HeapRoom;
import dev.coracle.apiserver.heap.TreeWeight;
import dev.coracle.apiserver.response.Slice;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object as readers get it: its JSON in the storage version with resourceVersion, and the few fields that lists and watches select
 * on. Immutable; the arrays and maps are shared.
 */
public final class CachedObject {

    /** What is smaller is small whatever is in it. */
    private static final int SMALL = 2 << 10;

    private final VersionedJson json;
    private final long revision;
    private final String namespace;
    private final String name;
    private final Map<String, String> labels;
    private final Map<String, String> fields;

    /** Found out when first asked for; the same whoever finds it out. */
    private int protobufLength;

    /** @param fields what field selectors may ask for */
    public CachedObject(VersionedJson json, long revision, String namespace, String name,
            Map<String, String> labels,
            Map<String, String> fields) {
        this.json = json;
        this.revision = revision;
        this.namespace = namespace;
        this.name = name;
        this.labels = labels;
        this.fields = fields;
    }

    /** The beginning of the object; {@link #rest} is what follows. */
    public Slice head() {
        return json.head();
    }

    /** The beginning from {@code "metadata"} on, as list items of built-in kinds are written after an opening brace. */
    public Slice headFromMetadata() {
        return json.headFromMetadata();
    }

    /** All but the beginning. */
    public Slice rest() {
        return json.rest();
    }

    /** Bytes of {@link #head} and {@link #rest}. */
    public int length() {
        return json.length();
    }

    /** Bytes of {@link #headFromMetadata} and {@link #rest}. */
    public int lengthFromMetadata() {
        return json.lengthFromMetadata();
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

    /** Room on the heap for its trees, to be waited for before they are made; small objects need none. @throws StatusException (429, 413) if there is none */
    public HeapRoom.Part room() {
        return HeapRoom.ofStored().take(weight(false));
    }

    /** As {@link TreeWeight} has it; 0 if it is small. @param asText whether it is to be printed for people, which takes more */
    public long weight(boolean asText) {
        return length() < SMALL ? 0 : asText ? TreeWeight.ofText(json.stored()) : TreeWeight.json(json.stored());
    }

    /** How long it is as a message in protobuf; 0 if nobody has found out. */
    public int protobufLength() {
        return protobufLength;
    }

    public void protobufLength(int bytes) {
        protobufLength = bytes;
    }

    /** A tree of the caller's own. */
    public ObjectNode tree() {
        return (ObjectNode) Json.parse(json.joined());
    }

    /** The last state of an object that is gone: the same with the deletion's revision. */
    public CachedObject deletedAt(long deletion) {
        return new CachedObject(json.at(deletion), deletion, namespace, name, labels, fields);
    }
}
