package dev.coracle.api.status;

import org.jspecify.annotations.Nullable;

/** A path into an object as errors print it: {@code spec.containers[0].ports}, {@code data[key]}. Immutable; children are cheap. */
public final class FieldPath {

    private final @Nullable FieldPath parent;
    private final String element;

    private FieldPath(@Nullable FieldPath parent, String element) {
        this.parent = parent;
        this.element = element;
    }

    /** The path {@code first.more.more}. */
    public static FieldPath of(String first, String... more) {
        FieldPath path = new FieldPath(null, first);
        for (String name : more) {
            path = path.child(name);
        }
        return path;
    }

    /** The object itself; its children print without a leading dot. */
    public static FieldPath root() {
        return new FieldPath(null, "");
    }

    public FieldPath child(String name) {
        return new FieldPath(this, isRoot() ? name : "." + name);
    }

    public FieldPath index(int index) {
        return new FieldPath(this, "[" + index + "]");
    }

    public FieldPath key(String key) {
        return new FieldPath(this, "[" + key + "]");
    }

    private boolean isRoot() {
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
        if (parent != null) {
            parent.append(text);
        }
        text.append(element);
    }
}
