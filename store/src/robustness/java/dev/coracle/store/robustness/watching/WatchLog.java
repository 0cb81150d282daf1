package dev.coracle.store.robustness.watching;

import dev.coracle.store.robustness.model.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What one watch on one stream asked for and what it heard, in order. Written by one thread, read when that is done. */
public final class WatchLog {

    /** One message: events; or none, and then it says that everything up to {@code revision} has been told. */
    public record Message(long revision, List<Event> events) {
        boolean isBookmark() {
            return events.isEmpty();
        }
    }

    private final String watcher;
    private final Wish wish;
    private final List<Message> messages = new ArrayList<>();
    private OptionalLong createdAt = OptionalLong.empty();
    private OptionalLong compactedAt = OptionalLong.empty();
    private Optional<String> cancelled = Optional.empty();
    private long told;

    /** @param watcher whose it is, for people */
    public WatchLog(String watcher, Wish wish) {
        this.watcher = watcher;
        this.wish = wish;
        this.told = wish.start() - 1;
    }

    /** The store answered, at this revision, that the watch is there. */
    public void created(long revision) {
        createdAt = OptionalLong.of(revision);
        told = wish.start() == 0 ? revision : told;
    }

    public void heard(Message message) {
        messages.add(message);
        told = Math.max(told, message.isBookmark() ? message.revision : message.events.getLast().revision());
    }

    /** It was cancelled: what it wants is compacted. */
    public void compacted(long revision) {
        compactedAt = OptionalLong.of(revision);
    }

    /** It was cancelled for another reason. */
    public void cancelled(String reason) {
        cancelled = Optional.of(reason);
    }

    public Wish wish() {
        return wish;
    }

    public List<Message> messages() {
        return messages;
    }

    /** Up to where it has been told everything, if the store keeps its promises. */
    public long told() {
        return told;
    }

    public boolean isCreated() {
        return createdAt.isPresent();
    }

    public OptionalLong compactedAt() {
        return compactedAt;
    }

    Optional<String> cancelled() {
        return cancelled;
    }

    /** The first revision that it is to hear of. */
    long first() {
        return wish.start() > 0 ? wish.start() : createdAt.orElse(Long.MAX_VALUE - 1) + 1;
    }

    List<Event> events() {
        return messages.stream().flatMap(message -> message.events.stream()).toList();
    }

    @Override
    public String toString() {
        return watcher + " " + wish;
    }
}
