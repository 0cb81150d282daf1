package dev.coracle.store.mvcc.state;

import dev.coracle.base.collect.PersistentSortedMap;
import dev.coracle.base.failpoint.Failpoint;
import dev.coracle.store.backend.Backend;
import dev.coracle.store.backend.Note;
import dev.coracle.store.port.StoreException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * The index of all keys at one moment. A reader holds one and sees nothing of what is written after; it costs nothing to make.
 *
 * @param compacted the oldest revision that can still be read
 * @param keys      how many keys there are
 */
public record Snapshot(PersistentSortedMap<byte[], Version> index, long revision, long compacted, int keys) {

    /** The store's own numbers: what is compacted, up to where what that made superfluous is gone, and the newest revision at that time. */
    public static final String COMPACTED = "compacted";
    public static final String CLEANED = "cleaned";
    public static final String REVISION = "revision";
    /** Before the revision that took the store back: the revision that it was taken back to. */
    public static final String REWIND = "rewind/";

    private static final Comparator<byte[]> BY_BYTES = Arrays::compareUnsigned;
    private static final Comparator<Note> BY_KEY = Comparator.comparing(Note::key, BY_BYTES);

    /** The store as it was when the backend was last written. Reads no values. */
    public static Snapshot recover(Backend backend) {
        long compacted = number(backend, COMPACTED, 0);
        List<Note> notes = new ArrayList<>();
        backend.notes(0, notes::add);
        Failpoint.reached("recover.index");
        long newest = notes.isEmpty() ? 1 : notes.getLast().position().revision();
        long revision = Math.max(newest, Math.max(compacted, number(backend, REVISION, 1)));
        // Stable: those of one key stay in the order of their revisions.
        notes.sort(BY_KEY);
        PersistentSortedMap<byte[], Version> index = index(notes);
        return new Snapshot(index, revision, compacted, count(index));
    }

    private static int count(PersistentSortedMap<byte[], Version> index) {
        int keys = 0;
        Iterator<Map.Entry<byte[], Version>> all = index.iterator();
        while (all.hasNext()) {
            keys += all.next().getValue().deleted() ? 0 : 1;
        }
        return keys;
    }

    private static PersistentSortedMap<byte[], Version> index(List<Note> sorted) {
        List<Map.Entry<byte[], Version>> entries = new ArrayList<>();
        int begin = 0;
        while (begin < sorted.size()) {
            byte[] key = sorted.get(begin).key();
            Version version = Version.of(sorted.get(begin), null);
            int end = begin + 1;
            for (; end < sorted.size() && Arrays.equals(sorted.get(end).key(), key); end++) {
                version = Version.of(sorted.get(end), version);
            }
            entries.add(Map.entry(key, version));
            begin = end;
        }
        return PersistentSortedMap.ofSorted(BY_BYTES, entries);
    }

    /** A number of the store's own; {@code otherwise} if it has none of this name. */
    public static long number(Backend backend, String name, long otherwise) {
        return backend.numbers(name).stream().filter(n -> n.name().equals(name)).findFirst()
                .map(Backend.Named::value).orElse(otherwise);
    }

    /** @throws StoreException if the revision cannot be read */
    public void check(long at) {
        if (at > revision) {
            throw new StoreException.FutureRevision();
        }
        if (at < compacted) {
            throw new StoreException.Compacted(compacted);
        }
    }
}
