package dev.coracle.apiserver.storage.object;

import dev.coracle.apiserver.response.Slice;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * An object's JSON with its resourceVersion, in two pieces: a head of its own, up to the version, and the rest of the bytes as they are
 * stored. So a server that keeps its store on the heap has an object's bytes there once, and a new version of the same bytes costs a
 * head. Immutable; nobody writes to the arrays.
 */
public final class VersionedJson {

    private final byte[] head;
    private final byte[] stored;
    private final int metadataAt;
    private final int restAt;

    private VersionedJson(byte[] head, byte[] stored, int metadataAt, int restAt) {
        this.head = head;
        this.stored = stored;
        this.metadataAt = metadataAt;
        this.restAt = restAt;
    }

    /** @param stored in the layout of {@link StoredBytes} @param metadataAt as {@link StoredBytes#metadataAt} of them */
    public static VersionedJson of(byte[] stored, int metadataAt, long revision) {
        int restAt = metadataAt + StoredBytes.METADATA.length;
        boolean alone = stored[restAt] == '}';
        byte[] version = ("\"resourceVersion\":\"" + revision + (alone ? "\"" : "\","))
                .getBytes(StandardCharsets.US_ASCII);
        byte[] head = new byte[restAt + version.length];
        System.arraycopy(stored, 0, head, 0, restAt);
        System.arraycopy(version, 0, head, restAt, version.length);
        return new VersionedJson(head, stored, metadataAt, restAt);
    }

    /** Of an object that has none: it is not stored. */
    public static VersionedJson without(byte[] stored, int metadataAt) {
        return new VersionedJson(Arrays.copyOf(stored, metadataAt), stored, metadataAt, metadataAt);
    }

    /** The same bytes at another revision. */
    VersionedJson at(long revision) {
        return of(stored, metadataAt, revision);
    }

    /** The bytes as they are stored, which have no version. */
    byte[] stored() {
        return stored;
    }

    /** Bytes of both pieces. */
    int length() {
        return head.length + stored.length - restAt;
    }

    /** Up to the version and with it. */
    Slice head() {
        return Slice.of(head);
    }

    /** What comes after {@link #head}. */
    Slice rest() {
        return new Slice(stored, restAt, stored.length - restAt);
    }

    /** The head without what stands before {@code "metadata"}. */
    Slice headFromMetadata() {
        return new Slice(head, metadataAt, head.length - metadataAt);
    }

    /** Bytes of {@link #headFromMetadata} and {@link #rest}. */
    int lengthFromMetadata() {
        return length() - metadataAt;
    }

    /** Both pieces in an array of the caller's own. */
    byte[] joined() {
        byte[] joined = new byte[length()];
        System.arraycopy(head, 0, joined, 0, head.length);
        System.arraycopy(stored, restAt, joined, head.length, stored.length - restAt);
        return joined;
    }
}
