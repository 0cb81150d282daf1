package dev.coracle.store.mvcc;

import dev.coracle.store.mvcc.WatchHub.Watcher;
import dev.coracle.store.mvcc.state.Event;
import dev.coracle.store.mvcc.state.Keys;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the watchers of a key without asking each. Watchers of one range are a group. A group of one key or of one prefix is found by hashing
 * the key, or so many of its first bytes as some group's prefix has; only groups of other ranges are asked one by one. Guarded by the
 * hub's lock.
 */
final class WatcherIndex {

    private record Range(ByteBuffer from, ByteBuffer to) {}

    /** Watchers of one range, and the events of one publication that they want: one list for all of them. */
    private static final class Group {
        final byte[] from;
        final byte[] to;
        final Set<Watcher> watchers = new LinkedHashSet<>();
        List<Event> events = new ArrayList<>();

        Group(byte[] from, byte[] to) {
            this.from = from;
            this.to = to;
        }

        boolean holds(byte[] key) {
            return Keys.holds(from, to, key);
        }
    }

    private final Map<Range, Group> groups = new HashMap<>();
    private final Map<ByteBuffer, Group> ofKey = new HashMap<>();
    private final Map<Integer, Map<ByteBuffer, Group>> ofPrefix = new TreeMap<>();
    private final Set<Group> others = new LinkedHashSet<>();
    private final List<Group> touched = new ArrayList<>();

    void add(Watcher watcher) {
        Range range = new Range(ByteBuffer.wrap(watcher.from), ByteBuffer.wrap(watcher.to));
        groups.computeIfAbsent(range, absent -> group(watcher.from, watcher.to)).watchers.add(watcher);
    }

    private Group group(byte[] from, byte[] to) {
        Group group = new Group(from, to);
        if (Keys.isOne(from, to)) {
            ofKey.put(ByteBuffer.wrap(from), group);
        } else if (Keys.isPrefix(from, to)) {
            ofPrefix.computeIfAbsent(from.length, absent -> new HashMap<>()).put(ByteBuffer.wrap(from), group);
        } else {
            others.add(group);
        }
        return group;
    }

    void remove(Watcher watcher) {
        Range range = new Range(ByteBuffer.wrap(watcher.from), ByteBuffer.wrap(watcher.to));
        Group group = groups.get(range);
        if (group == null || !group.watchers.remove(watcher) || !group.watchers.isEmpty()) {
            return;
        }
        groups.remove(range);
        others.remove(group);
        ofKey.remove(range.from, group);
        Map<ByteBuffer, Group> sameLength = ofPrefix.get(watcher.from.length);
        if (sameLength != null && sameLength.remove(range.from, group) && sameLength.isEmpty()) {
            ofPrefix.remove(watcher.from.length);
        }
    }

    List<Watcher> all() {
        List<Watcher> all = new ArrayList<>();
        groups.values().forEach(group -> all.addAll(group.watchers));
        return all;
    }

    /** Tells each watcher what it wants of {@code events}, in order. A watcher may end, and others with it, while it is told. */
    void tell(List<Event> events) {
        if (groups.isEmpty()) {
            return;
        }
        events.forEach(this::sort);
        List<Group> told = List.copyOf(touched);
        touched.clear();
        for (Group group : told) {
            List<Event> wanted = group.events;
            group.events = new ArrayList<>();
            List.copyOf(group.watchers).forEach(watcher -> watcher.tell(wanted));
        }
    }

    private void sort(Event event) {
        byte[] key = event.key();
        if (!ofKey.isEmpty()) {
            give(ofKey.get(ByteBuffer.wrap(key)), event);
        }
        for (Map.Entry<Integer, Map<ByteBuffer, Group>> prefixes : ofPrefix.entrySet()) {
            if (prefixes.getKey() > key.length) {
                break;
            }
            give(prefixes.getValue().get(ByteBuffer.wrap(key, 0, prefixes.getKey())), event);
        }
        for (Group group : others) {
            if (group.holds(key)) {
                give(group, event);
            }
        }
    }

    private void give(@Nullable Group group, Event event) {
        if (group == null) {
            return;
        }
        if (group.events.isEmpty()) {
            touched.add(group);
        }
        group.events.add(event);
    }
}
