package dev.coracle.store.mvcc.state;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one transaction did to one key. Shared by all watches that hear of it; what the key was before is looked up when first asked for,
 * and once.
 */
public final class Event {

    private static final byte[] NOTHING = new byte[0];

    private final Entry entry;
    private final boolean deleted;
    private volatile @Nullable Supplier<Optional<Entry>> before;
    private @Nullable Entry previous;
    private volatile @Nullable Object form;

    private Event(Entry entry, boolean deleted, Supplier<Optional<Entry>> before) {
        this.entry = entry;
        this.deleted = deleted;
        this.before = before;
    }

    /** A write. @param before looks up what the key was before; asked once at most, or twice at the same time */
    public static Event put(Entry entry, Supplier<Optional<Entry>> before) {
        return new Event(entry, false, before);
    }

    /** A deletion. @param before as of {@link #put} */
    public static Event delete(byte[] key, long revision, Supplier<Optional<Entry>> before) {
        return new Event(new Entry(key, NOTHING, 0, revision, 0, 0), true, before);
    }

    /** What was written; of a deletion only the key and the revision mean something. */
    public Entry entry() {
        return entry;
    }

    /** Whether the key was deleted, by a client or because its lease ran out. */
    public boolean deleted() {
        return deleted;
    }

    public byte[] key() {
        return entry.key();
    }

    public long revision() {
        return entry.modRevision();
    }

    /** A form of the event, such as a message, that {@code make} makes of it once for all who ask: they must all ask for the same. */
    public Object form(Function<Event, Object> make) {
        Object made = form;
        if (made == null) {
            made = make.apply(this);
            form = made;
        }
        return made;
    }

    /** What the key was before; empty if it was not there, or if that has been compacted meanwhile. Safe for use by any number of threads. */
    public Optional<Entry> previous() {
        // Two threads may both look it up: they find the same.
        Supplier<Optional<Entry>> ask = before;
        if (ask != null) {
            previous = ask.get().orElse(null);
            before = null;
        }
        return Optional.ofNullable(previous);
    }
}
