package dev.coracle.api.apply.merge;

import dev.coracle.api.apply.fields.FieldSet;

/** What differs between two trees: no path is in more than one of the three sets. */
public record Comparison(FieldSet added, FieldSet modified, FieldSet removed) {

    /** Without what the server puts back anyway, and what is below that. */
    public Comparison without(FieldSet ignored) {
        return ignored.isEmpty()
                ? this
                : new Comparison(added.without(ignored), modified.without(ignored), removed.without(ignored));
    }

    /** What is new or has another value. */
    public FieldSet changed() {
        return modified.union(added);
    }

    public boolean isSame() {
        return added.isEmpty() && modified.isEmpty() && removed.isEmpty();
    }
}
