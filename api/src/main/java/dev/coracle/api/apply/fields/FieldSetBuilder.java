package dev.coracle.api.apply.fields;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
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
        PathElement[] elements = entries.keySet().toArray(PathElement[]::new);
        Arrays.sort(elements);
        boolean[] members = new boolean[elements.length];
        @Nullable
        FieldSet[] children = new FieldSet[elements.length];
        int size = 0;
        for (PathElement element : elements) {
            Entry entry = entry(element);
            FieldSet child = entry.child == null ? FieldSet.EMPTY : entry.child.build();
            if (entry.member || !child.isEmpty()) {
                elements[size] = element;
                members[size] = entry.member;
                children[size++] = child.isEmpty() ? null : child;
            }
        }
        if (size == elements.length) {
            return FieldSet.of(elements, members, children);
        }
        return FieldSet.of(Arrays.copyOf(elements, size), Arrays.copyOf(members, size), Arrays.copyOf(children, size));
    }
}
