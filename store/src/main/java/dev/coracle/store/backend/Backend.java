package dev.coracle.store.backend;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Keeps the records of all revisions. Written by one thread, read by any number. A record is what one transaction did to one key; it is
 * named by its revision and its place in the transaction, and never changes.
 *
 * <p>After a commit that failed nobody knows whether it is there. The backend then takes no more until {@link #reopen}; reads go on.
 */
public interface Backend extends AutoCloseable {

    /** Names a record. */
    record Position(long revision, int place) implements Comparable<Position> {
        @Override
        public int compareTo(Position other) {
            int byRevision = Long.compare(revision, other.revision);
            return byRevision != 0 ? byRevision : Integer.compare(place, other.place);
        }
    }

    /** One change to what is kept. */
    sealed interface Change {
        record Add(Position position, Record record) implements Change {}

        record Remove(Position position) implements Change {}

        /** Sets a number of the store's own, such as the compacted revision or a lease's lifetime. */
        record SetNumber(String name, long value) implements Change {}

        record RemoveNumber(String name) implements Change {}
    }

    /**
     * Makes the changes, in order, all or none of them. When this returns they are durable as far as the engine was told to make them so,
     * and with them all changes before.
     *
     * @throws dev.coracle.store.port.StoreException.NoSpace     if there is no room
     * @throws dev.coracle.store.port.StoreException.Unavailable if the changes could not be made for any other reason
     */
    void commit(List<Change> changes);

    /** Makes changes that nobody waits for, all or none: a crash may undo them, together with all after them. */
    void tidy(List<Change> changes);

    /**
     * Makes it possible to write again after a commit that failed, if it can be: what was durable is there, what failed may be.
     *
     * @throws dev.coracle.store.port.StoreException if there still is no room, or if the disk can't be trusted before the process has been restarted
     */
    void reopen();

    /** The record at {@code position}, unless it has been removed. */
    Optional<Record> read(Position position);

    /** The records at {@code positions}, in that order. */
    default List<Optional<Record>> read(List<Position> positions) {
        List<Optional<Record>> found = new ArrayList<>(positions.size());
        positions.forEach(position -> found.add(read(position)));
        return found;
    }

    /** Calls {@code each} for every record from {@code revision} on, in order, as they were when the scan began. */
    void scan(long revision, Consumer<Positioned> each);

    /** Calls {@code each} for every record from {@code revision} on, in order and without reading values, until it answers false. */
    void notes(long revision, Predicate<Note> each);

    /** A record with its name. */
    record Positioned(Position position, Record record) {}

    /** The numbers whose names begin with {@code prefix}. */
    List<Named> numbers(String prefix);

    record Named(String name, long value) {}

    /** What it is kept on: disk or heap. */
    default String engine() {
        return "heap";
    }

    /** What is taken on disk or heap, roughly, in bytes. */
    long size();

    /** What of {@link #size} would be left if everything were written anew, roughly. */
    default long sizeInUse() {
        return size();
    }

    /** Gives back what is taken and not in use. Blocks until that is done; reads and writes go on meanwhile. */
    default void defragment() {}

    /**
     * Gives back memory that only a writing load needs, if nothing to speak of was written since the last call. Called every few seconds, by one
     * thread; reads and writes go on meanwhile.
     *
     * @throws dev.coracle.store.port.StoreException if that failed; nothing that was written is lost
     */
    default void settle() {}

    /** Everything as it is now, for as long as the checkpoint is open; writes go on and are not seen. */
    Checkpoint checkpoint();

    /** A frozen sight of everything. Safe for use by any number of threads. */
    interface Checkpoint extends AutoCloseable {
        /** Calls {@code each} for every record, in order. */
        void scan(Consumer<Positioned> each);

        /** As {@link Backend#numbers}. */
        List<Named> numbers(String prefix);

        @Override
        void close();
    }

    /** Another backend that begins as this one is, at no cost that grows with it; empty if that can't be. Called between two commits. */
    default Optional<Backend> fork() {
        return Optional.empty();
    }

    /** The files that everything lies in, for a copy of them; empty if there are none. Whoever asks closes it. */
    default Optional<DataFiles> dataFiles() {
        return Optional.empty();
    }

    /** Files that stay until this is closed, whatever is written meanwhile. */
    interface DataFiles extends AutoCloseable {
        /** Marks up to where the files are to be copied; quick. Called once, between two commits. */
        void mark();

        /**
         * Makes a folder's {@code db} of what there was at the mark: links to files that never change, copies of what grows.
         *
         * @throws java.io.IOException if there is no room, or the disk fails
         */
        void copyTo(Path folder) throws IOException;

        @Override
        void close();
    }

    @Override
    void close();
}
