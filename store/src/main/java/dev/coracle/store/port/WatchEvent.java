package dev.coracle.store.port;

import java.util.Optional;

/** A change of one key, with what the key was before (unless that was compacted). */
public sealed interface WatchEvent {

    /** The revision of the change. */
    long revision();

    /** The key that changed. */
    String key();

    /** What the key was before. */
    Optional<KeyValue> previous();

    /** The key was written; it is new if {@code current.version() == 1}. */
    record Put(KeyValue current, Optional<KeyValue> previous) implements WatchEvent {
        @Override
        public long revision() {
            return current.modRevision();
        }

        @Override
        public String key() {
            return current.key();
        }
    }

    /** The key was deleted, by a client or because its lease ran out. */
    record Delete(String key, long revision, Optional<KeyValue> previous) implements WatchEvent {}
}
