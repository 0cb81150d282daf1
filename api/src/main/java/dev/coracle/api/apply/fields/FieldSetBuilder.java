package dev.coracle.api.apply.fields;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Collects paths in any order into a {@link FieldSet}. Not safe for use by several threads. */
public final class FieldSetBuilder {

    private final Map<PathElement, Entry> entries = new HashMap<>();

    private static final class Entry {
        boolean member;
        @Nullable
        FieldSetBuilder child;
    }

    private Entry entry(PathElement element) {
        return entries.computeIfAbsent(element, e -> new Entry());
    }

    /** Puts the path of this one step into the set. */
    public void add(PathElement element) {
        entry(element).member = true;
    }

    /** The builder of the paths below {@code element}; the step itself is no member by this. */
    public FieldSetBuilder child(PathElement element) {
        Entry entry = entry(element);
        FieldSetBuilder child = entry.child;
        if (child == null) {
            child = new FieldSetBuilder();
            entry.child = child;
        }
        return child;
    }

    public FieldSet build() {
        TreeMap<PathElement, Entry> sorted = new TreeMap<>(entries);
        PathElement[] elements = new PathElement[sorted.size()];
        boolean[] members = new boolean[sorted.size()];
        @Nullable
        FieldSet[] children = new FieldSet[sorted.size()];
        int size = 0;
        for (Map.Entry<PathElement, Entry> entry : sorted.entrySet()) {
            FieldSetBuilder below = entry.getValue().child;
            FieldSet child = below == null ? FieldSet.EMPTY : below.build();
            if (entry.getValue().member || !child.isEmpty()) {
                elements[size] = entry.getKey();
                members[size] = entry.getValue().member;
                children[size++] = child.isEmpty() ? null : child;
            }
        }
        return FieldSet.of(java.util.Arrays.copyOf(elements, size), java.util.Arrays.copyOf(members, size),
                java.util.Arrays.copyOf(children, size));
    }
}
