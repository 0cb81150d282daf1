package dev.coracle.apiserver.verb.read;

import dev.coracle.api.selector.FieldSelector;
import dev.coracle.api.selector.LabelSelector;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.storage.cache.Concern;
import dev.coracle.apiserver.storage.object.CachedObject;
import java.util.Optional;
import java.util.function.Predicate;

/** Label and field selectors over cached objects. */
final class Selectors {

    private Selectors() {}

    static Predicate<CachedObject> labels(String text) {
        try {
            LabelSelector selector = LabelSelector.parse(text);
            return selector.isEmpty() ? object -> true : object -> selector.matches(object.labels());
        } catch (IllegalArgumentException e) {
            throw StatusException.badRequest(String.valueOf(e.getMessage()));
        }
    }

    static Predicate<CachedObject> fields(String text, Resource resource) {
        FieldSelector selector;
        try {
            selector = FieldSelector.parse(text);
        } catch (IllegalArgumentException e) {
            throw StatusException.badRequest(String.valueOf(e.getMessage()));
        }
        for (FieldSelector.Requirement requirement : selector.requirements()) {
            String field = requirement.field();
            boolean known = field.equals("metadata.name") || field.equals("metadata.namespace")
                    || resource.rules().selectableFields().containsKey(field);
            if (!known) {
                throw unknownField(field, resource);
            }
        }
        return selector.isEmpty()
                ? object -> true
                : object -> selector.matches(field -> object.fields().getOrDefault(field, ""));
    }

    /** The first field that must have a value; empty if none must. @param text a selector that {@link #fields} accepts */
    static Optional<Concern.Fixed> fixed(String text) {
        return FieldSelector.parse(text).requirements().stream().filter(FieldSelector.Requirement::equal).findFirst()
                .map(requirement -> new Concern.Fixed(requirement.field(), requirement.value()));
    }

    private static StatusException unknownField(String key, Resource resource) {
        if (!resource.custom() && resource.rules().selectableFields().isEmpty()) {
            return StatusException.badRequest(FieldErrors.quoted(key)
                    + " is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
        }
        return StatusException.badRequest("field label not supported: " + key);
    }
}
