package dev.coracle.api.apply.fields;

import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An immutable set of paths into an object. A path being in the set says nothing of the paths above or below it: owning
 * {@code .spec.ports} is owning that the list is there, not what is in it.
 *
 * <p>Kept as a tree: {@code elements} sorted, and for each whether the path that ends there is a member and which longer paths are
 * (null for none, never empty). So the set {@code .a .a.b .c} is elements {@code [.a .c]}, members {@code [true true]}, children
 * {@code [{.b} null]}, and all operations are merges of sorted arrays.
 */
public final class FieldSet {

    /** The set of no paths. */
    public static final FieldSet EMPTY = new FieldSet(new PathElement[0], new boolean[0], new FieldSet[0]);

    /** Deeper paths are refused when decoded. */
    private static final int MAX_DEPTH = 1000;

    private final PathElement[] elements;
    private final boolean[] members;
    private final @Nullable FieldSet[] children;

    private FieldSet(PathElement[] elements, boolean[] members, @Nullable FieldSet[] children) {
        this.elements = elements;
        this.members = members;
        this.children = children;
    }

    /** The set of the given paths, each of field names joined by dots, such as {@code status} or {@code metadata.labels}. */
    public static FieldSet ofDotted(Collection<String> paths) {
        FieldSetBuilder set = new FieldSetBuilder();
        for (String path : paths) {
            FieldSetBuilder here = set;
            String[] names = path.split("\\.");
            for (int i = 0; i < names.length - 1; i++) {
                here = here.child(new PathElement.Field(names[i]));
            }
            here.add(new PathElement.Field(names[names.length - 1]));
        }
        return set.build();
    }

    public static FieldSet ofDotted(String... paths) {
        return ofDotted(List.of(paths));
    }

    static FieldSet of(PathElement[] elements, boolean[] members, @Nullable FieldSet[] children) {
        return elements.length == 0 ? EMPTY : new FieldSet(elements, members, children);
    }

    public boolean isEmpty() {
        return elements.length == 0;
    }

    /** Whether the path of this one step is in the set. */
    public boolean has(PathElement element) {
        int at = Arrays.binarySearch(elements, element);
        return at >= 0 && members[at];
    }

    /** The paths below {@code element}, without that first step. */
    public FieldSet below(PathElement element) {
        int at = Arrays.binarySearch(elements, element);
        FieldSet child = at < 0 ? null : children[at];
        return child == null ? EMPTY : child;
    }

    /** Whether the path is in the set. */
    public boolean has(List<PathElement> path) {
        FieldSet here = this;
        for (PathElement element : path.subList(0, path.size() - 1)) {
            here = here.below(element);
        }
        return here.has(path.getLast());
    }

    /** What is in either. */
    public FieldSet union(FieldSet other) {
        if (other.isEmpty() || this == other) {
            return this;
        }
        return isEmpty() ? other : merge(other, Rule.UNION);
    }

    /** What is in both. */
    public FieldSet intersection(FieldSet other) {
        return isEmpty() || other.isEmpty() ? EMPTY : merge(other, Rule.INTERSECTION);
    }

    /** What is in this and not in the other; a path in the other takes nothing away that is above or below it. */
    public FieldSet difference(FieldSet other) {
        return isEmpty() || other.isEmpty() ? this : merge(other, Rule.DIFFERENCE);
    }

    /** What is in this and neither in the other nor below anything in it. */
    public FieldSet without(FieldSet other) {
        return isEmpty() || other.isEmpty() ? this : merge(other, Rule.WITHOUT);
    }

    private enum Rule {
        UNION, INTERSECTION, DIFFERENCE, WITHOUT
    }

    private FieldSet merge(FieldSet other, Rule rule) {
        Collector out = new Collector(elements.length + (rule == Rule.UNION ? other.elements.length : 0));
        int i = 0;
        int j = 0;
        while (i < elements.length || j < other.elements.length) {
            int order = i == elements.length
                    ? 1
                    : j == other.elements.length ? -1 : elements[i].compareTo(other.elements[j]);
            if (order < 0) {
                if (rule != Rule.INTERSECTION) {
                    out.add(elements[i], members[i], children[i]);
                }
                i++;
            } else if (order > 0) {
                if (rule == Rule.UNION) {
                    out.add(other.elements[j], other.members[j], other.children[j]);
                }
                j++;
            } else {
                out.add(elements[i], rule, members[i], children[i], other.members[j], other.children[j]);
                i++;
                j++;
            }
        }
        return out.toSet();
    }

    /** Sorted entries on their way into a set. */
    private static final class Collector {
        private final PathElement[] elements;
        private final boolean[] members;
        private final @Nullable FieldSet[] children;
        private int size;

        Collector(int capacity) {
            elements = new PathElement[capacity];
            members = new boolean[capacity];
            children = new FieldSet[capacity];
        }

        void add(PathElement element, boolean member, @Nullable FieldSet child) {
            if (member || child != null) {
                elements[size] = element;
                members[size] = member;
                children[size++] = child;
            }
        }

        void add(PathElement element, Rule rule, boolean mine, @Nullable FieldSet myChild, boolean theirs,
                @Nullable FieldSet theirChild) {
            switch (rule) {
                case UNION -> add(element, mine || theirs, myChild == null
                        ? theirChild
                        : theirChild == null ? myChild : myChild.union(theirChild));
                case INTERSECTION -> add(element, mine && theirs, myChild == null || theirChild == null
                        ? null
                        : orNull(myChild.intersection(theirChild)));
                case DIFFERENCE -> add(element, mine && !theirs, myChild == null || theirChild == null
                        ? myChild
                        : orNull(myChild.difference(theirChild)));
                case WITHOUT -> {
                    if (!theirs) {
                        add(element, mine, myChild == null || theirChild == null
                                ? myChild
                                : orNull(myChild.without(theirChild)));
                    }
                }
            }
        }

        private static @Nullable FieldSet orNull(FieldSet set) {
            return set.isEmpty() ? null : set;
        }

        FieldSet toSet() {
            if (size == elements.length) {
                return of(elements, members, children);
            }
            return of(Arrays.copyOf(elements, size), Arrays.copyOf(members, size), Arrays.copyOf(children, size));
        }
    }

    /** This set and, for each declared field of an object that something is owned below, that field too. */
    public FieldSet withNamedFields(Shape shape) {
        if (isEmpty()) {
            return this;
        }
        boolean[] grown = members.clone();
        @Nullable
        FieldSet[] below = children.clone();
        for (int i = 0; i < elements.length; i++) {
            FieldSet child = children[i];
            if (child != null) {
                grown[i] |= elements[i] instanceof PathElement.Field field && shape.declares(field.name());
                below[i] = child.withNamedFields(shape.below(elements[i]));
            }
        }
        return new FieldSet(elements, grown, below);
    }

    /** This set, where what the shape now owns as a whole is one path instead of several below it. */
    public FieldSet collapsed(Shape shape) {
        @Nullable
        FieldSet[] below = null;
        boolean[] grown = members;
        for (int i = 0; i < elements.length; i++) {
            FieldSet child = children[i];
            if (child == null) {
                continue;
            }
            Shape its = shape.below(elements[i]);
            FieldSet after = its.isWhole() ? null : child.collapsed(its);
            if (after != child) {
                if (below == null) {
                    below = children.clone();
                    grown = members.clone();
                }
                below[i] = after;
                grown[i] |= after == null;
            }
        }
        return below == null ? this : new FieldSet(elements, grown, below);
    }

    /** Gives all paths: at each level first those that end there, then the longer ones, each in order. */
    public void forEach(Consumer<List<PathElement>> each) {
        forEach(new ArrayList<>(), each);
    }

    private void forEach(List<PathElement> prefix, Consumer<List<PathElement>> each) {
        for (int i = 0; i < elements.length; i++) {
            if (members[i]) {
                prefix.add(elements[i]);
                each.accept(List.copyOf(prefix));
                prefix.removeLast();
            }
        }
        for (int i = 0; i < elements.length; i++) {
            FieldSet child = children[i];
            if (child != null) {
                prefix.add(elements[i]);
                child.forEach(prefix, each);
                prefix.removeLast();
            }
        }
    }

    /** A path as clients are shown it: {@code .spec.containers[name="c"].image}. */
    public static String text(List<PathElement> path) {
        StringBuilder text = new StringBuilder();
        path.forEach(text::append);
        return text.toString();
    }

    /** As FieldsV1. */
    public ObjectNode encode() {
        ObjectNode tree = Json.object();
        for (int i = 0; i < elements.length; i++) {
            FieldSet child = children[i];
            ObjectNode below = child == null ? Json.object() : child.encode();
            if (child != null && members[i]) {
                ObjectNode withSelf = Json.object();
                withSelf.putObject(".");
                withSelf.setAll(below);
                below = withSelf;
            }
            tree.set(elements[i].encode(), below);
        }
        return tree;
    }

    /** From FieldsV1; steps of unknown kinds are dropped. @throws StatusException (400) if malformed */
    public static FieldSet decode(JsonNode fieldsV1) {
        FieldSetBuilder set = new FieldSetBuilder();
        decode(fieldsV1, set, 0);
        return set.build();
    }

    private static void decode(JsonNode tree, FieldSetBuilder into, int depth) {
        if (!(tree instanceof ObjectNode object) || depth > MAX_DEPTH) {
            throw StatusException.badRequest(
                    "fieldsV1: objects are expected, nested at most " + MAX_DEPTH + " deep");
        }
        for (var entry : object.properties()) {
            Optional<PathElement> element = entry.getKey().equals(".")
                    ? Optional.empty()
                    : PathElement.decode(entry.getKey());
            element.ifPresent(step -> {
                JsonNode below = entry.getValue();
                if (below.isEmpty() || below.has(".")) {
                    into.add(step);
                }
                if (!below.isEmpty() || !below.isObject()) {
                    decode(below, into.child(step), depth + 1);
                }
            });
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FieldSet that && Arrays.equals(elements, that.elements)
                && Arrays.equals(members, that.members) && Arrays.equals(children, that.children);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(elements) * 31 + Arrays.hashCode(members);
    }

    /** The paths, one a line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        forEach(path -> text.append(text(path)).append('\n'));
        return text.toString();
    }
}
