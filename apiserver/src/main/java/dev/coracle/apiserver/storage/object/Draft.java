package dev.coracle.apiserver.storage.object;

import java.util.Map;

/**
 * An object but for its revision, which the store is yet to give it: its bytes, and what selectors ask for. Holds no tree, which takes ten times as much
 * memory and would be kept for as long as the disk takes. Immutable; the array and the maps are shared.
 *
 * @param stored as {@link StoredBytes} lays them out
 */
public record Draft(String key, byte[] stored, String namespace, String name, Map<String, String> labels,
        Map<String, String> fields) {

    /** The object, once it is known which revision it is of. */
    public CachedObject at(long revision) {
        return as(VersionedJson.of(stored, StoredBytes.metadataAt(stored), revision), revision);
    }

    CachedObject as(VersionedJson json, long revision) {
        return new CachedObject(json, revision, namespace, name, labels, fields);
    }
}
