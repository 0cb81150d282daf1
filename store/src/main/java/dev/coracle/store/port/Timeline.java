package dev.coracle.store.port;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A store's past, and what can be made of it. Only the embedded store has one. Safe for use by any number of threads; all methods block and
 * end with {@link StoreException} in one line when they cannot do what they are asked, and then nothing has changed.
 */
public interface Timeline {

    /** How the store is now. */
    State state();

    /**
     * Writes down all that there is, as it is between two writes, which go on meanwhile: a folder that a store can be opened on, be it on
     * disk or on the heap. On disk its large files are shared with those of the store, and it takes milliseconds.
     *
     * @param folder not there yet; whole or not there when this returns
     * @throws StoreException.Refused if the folder is there, or cannot be
     * @throws StoreException.NoSpace if the disk has no room for it
     */
    Saved checkpoint(Path folder);

    /**
     * Makes the store what it was at {@code revision}, by one write at a revision of its own: whatever is different is written again or
     * deleted, all or nothing. Keys come back on their lease if that still lives, else on none. All watches end as if everything had been
     * compacted, but those of {@link KeyValuePort#watch}, whose listeners are told by {@link WatchListener#onRewind}.
     *
     * @throws StoreException.Refused if that revision is compacted, yet to come, or too much is different for one write
     */
    Turned rewind(long revision);

    /** As {@link #rewind}, to what is in a checkpoint. @throws StoreException.Refused if it is none, or damaged */
    Turned restore(Path folder);

    /** The newest revision that was there at {@code time}. @throws StoreException.Refused if it can no longer be read */
    Moment at(Instant time);

    /** When a revision was written. @throws StoreException.Refused if it is compacted or yet to come */
    Moment at(long revision);

    /**
     * What has become of a key, oldest first, as far as it can still be read.
     *
     * @param after only what was written after this revision
     * @param limit no more than so many
     */
    History history(String key, long after, int limit);

    /** When the store was taken back, as far as it can still be read, in order. */
    List<Turn> turns();

    /**
     * @param engine    disk or heap
     * @param compacted the oldest revision that can be read
     * @param bytes     what is taken on disk or heap, roughly
     * @param written   bytes that were written since the store was opened, each record with what its index takes; never less than before
     * @param time      when the newest revision was written
     */
    record State(String engine, long revision, long compacted, long keys, long bytes, long written,
            Optional<Instant> time) {}

    /**
     * @param bytes       what its files take, shared ones too
     * @param checksum    of what it says of itself and its files
     * @param format      of checkpoints
     * @param pauseMicros how long writes were held up
     */
    record Saved(long revision, Instant time, long bytes, long keys, String checksum, int format, long pauseMicros) {}

    /**
     * @param from     the newest revision before
     * @param to       the revision whose state it is now, in a checkpoint perhaps
     * @param revision the newest revision now: that of the write, or {@code from} if nothing was different
     * @param changed  how many keys were written or deleted
     */
    record Turned(long from, long to, long revision, long changed) {}

    /** @param time empty if nobody knows: it was written by an older version, or elsewhere */
    record Moment(long revision, Optional<Instant> time) {}

    /** @param value empty if this deleted the key */
    record Past(Moment moment, Optional<KeyValue> value) {}

    /** @param more whether there is more after the last; @param compacted the oldest revision that can be read */
    record History(List<Past> items, boolean more, long compacted) {}

    /** @param at the revision of the write that took it back; @param to the revision it was taken back to */
    record Turn(long at, long to) {}
}
