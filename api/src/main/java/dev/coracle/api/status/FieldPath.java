package dev.coracle.api.status;

import org.jspecify.annotations.Nullable;

/**
 * A path into an object as errors print it: {@code spec.containers[0].ports}, {@code data[key]}. Immutable; children are cheap, because
 * checks make many and hardly one of them is ever printed.
 */
public final class FieldPath {

    private static final FieldPath ROOT = new FieldPath(null, "", -1, false);

    private final @Nullable FieldPath parent;
    private final String element;
    /** Of an item; -1 of anything else. */
    private final int index;
    private final boolean key;

    private FieldPath(@Nullable FieldPath parent, String element, int index, boolean key) {
        this.parent = parent;
        this.element = element;
        this.index = index;
        this.key = key;
    }

    /** The path {@code first.more.more}. */
    public static FieldPath of(String first, String... more) {
        FieldPath path = new FieldPath(null, first, -1, false);
        for (String name : more) {
            path = path.child(name);
        }
        return path;
    }

    /** The object itself; its children print without a leading dot. */
    public static FieldPath root() {
        return ROOT;
    }

    public FieldPath child(String name) {
        return new FieldPath(this, name, -1, false);
    }

    public FieldPath index(int index) {
        return new FieldPath(this, "", index, false);
    }

    public FieldPath key(String key) {
        return new FieldPath(this, key, -1, true);
    }

    /** Whether this is the object itself. */
    public boolean isRoot() {
        return parent == null && element.isEmpty();
    }

    @Override
    public String toString() {
        if (parent == null) {
            return element;
        }
        StringBuilder text = new StringBuilder();
        append(text);
        return text.toString();
    }

    private void append(StringBuilder text) {
        if (parent == null) {
            text.append(element);
            return;
        }
        parent.append(text);
        if (index >= 0) {
            text.append('[').append(index).append(']');
        } else if (key) {
            text.append('[').append(element).append(']');
        } else {
            text.append(parent.isRoot() ? "" : ".").append(element);
        }
    }
}
