package dev.coracle.apiserver.storage.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The watchers of one resource, so ordered that those whom an event cannot concern cost nothing: with thousands of kubelets that each
 * follow the pods of their own node, an event is offered to the one or two whose node it names. Lists that are handed out do not change.
 * Guarded by its cache's lock.
 */
final class Audience {

    /** By the field that is fixed, then by its value. */
    private final Map<String, Map<String, List<Watcher>>> byField = new HashMap<>();
    private List<Watcher> others = List.of();
    private int size;

    int size() {
        return size;
    }

    void add(Watcher watcher) {
        size++;
        Optional<Concern.Fixed> fixed = watcher.concern().fixed();
        if (fixed.isEmpty()) {
            others = with(others, watcher);
            return;
        }
        byField.computeIfAbsent(fixed.get().field(), field -> new HashMap<>()).merge(fixed.get().value(),
                List.of(watcher), (known, one) -> with(known, watcher));
    }

    private static List<Watcher> with(List<Watcher> known, Watcher watcher) {
        List<Watcher> more = new ArrayList<>(known.size() + 1);
        more.addAll(known);
        more.add(watcher);
        return more;
    }

    void remove(Watcher watcher) {
        Optional<Concern.Fixed> fixed = watcher.concern().fixed();
        List<Watcher> before = fixed.isEmpty() ? others : having(fixed.get().field(), fixed.get().value());
        List<Watcher> after = before.stream().filter(one -> one != watcher).toList();
        size -= before.size() - after.size();
        if (fixed.isEmpty()) {
            others = after;
        } else if (after.isEmpty()) {
            byField.getOrDefault(fixed.get().field(), new HashMap<>()).remove(fixed.get().value());
        } else {
            byField.getOrDefault(fixed.get().field(), new HashMap<>()).put(fixed.get().value(), after);
        }
    }

    /** Takes all of them out. */
    List<Watcher> removeAll() {
        List<Watcher> all = new ArrayList<>(others);
        byField.values().forEach(byValue -> byValue.values().forEach(all::addAll));
        byField.clear();
        others = List.of();
        size = 0;
        return all;
    }

    /** Those whom an event may concern: by what the object is, and by what it was. */
    List<List<Watcher>> of(CacheEvent event) {
        List<List<Watcher>> found = new ArrayList<>(4);
        found.add(others);
        for (String field : byField.keySet()) {
            String now = event.object().fields().getOrDefault(field, "");
            found.add(having(field, now));
            String before = event.previous().map(object -> object.fields().getOrDefault(field, "")).orElse(now);
            if (!before.equals(now)) {
                found.add(having(field, before));
            }
        }
        return found;
    }

    private List<Watcher> having(String field, String value) {
        return byField.getOrDefault(field, Map.of()).getOrDefault(value, List.of());
    }
}
