package dev.coracle.apiserver.resource.check;

import dev.coracle.api.gotypes.InternalForm;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A place in an object that is being checked: a node (perhaps missing), its path, and where to say what is wrong with it. Checks answer
 * the place itself, so that they read in a row; a check of what is absent says nothing unless its name says that it is required.
 * Absent, null, the empty string, the empty list and the empty map are alike, as they are to Go's decoder.
 */
public final class Place {

    private final JsonNode node;
    private final FieldPath path;
    private final FieldErrors errors;

    public Place(JsonNode node, FieldPath path, FieldErrors errors) {
        this.node = node;
        this.path = path;
        this.errors = errors;
    }

    public static Place root(ObjectNode object, FieldErrors errors) {
        return new Place(object, FieldPath.root(), errors);
    }

    public JsonNode node() {
        return node;
    }

    public FieldPath path() {
        return path;
    }

    public FieldErrors errors() {
        return errors;
    }

    /** The place of a field. */
    public Place at(String name) {
        return new Place(node.path(name), path.child(name), errors);
    }

    /** The place of a field's field. */
    public Place at(String name, String... below) {
        Place place = at(name);
        for (String next : below) {
            place = place.at(next);
        }
        return place;
    }

    /** The place of a key of a map. */
    public Place key(String key) {
        return new Place(node.path(key), path.key(key), errors);
    }

    /** The elements of a list. */
    public List<Place> items() {
        List<Place> found = new ArrayList<>();
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                found.add(new Place(node.path(i), path.index(i), errors));
            }
        }
        return found;
    }

    /** The keys of a map. */
    public List<String> keys() {
        return node.isObject() ? List.copyOf(node.propertyNames()) : List.of();
    }

    public boolean present() {
        return !node.isMissingNode() && !node.isNull();
    }

    public boolean empty() {
        return !present() || (node.isString() && node.stringValue().isEmpty())
                || (node.isContainer() && node.isEmpty());
    }

    public String text() {
        return node.isString() ? node.stringValue() : "";
    }

    public boolean is(String value) {
        return text().equals(value);
    }

    public boolean isTrue() {
        return node.isBoolean() && node.booleanValue();
    }

    public long number(long otherwise) {
        return node.isIntegralNumber() ? node.longValue() : otherwise;
    }

    // What is wrong.

    public Place required() {
        return required("");
    }

    public Place required(String detail) {
        if (empty()) {
            errors.required(path, detail);
        }
        return this;
    }

    /** As {@link #required()}, but an empty map or list will do. */
    public Place requiredPresent() {
        if (!present()) {
            errors.required(path, "");
        }
        return this;
    }

    /** As {@link #required()}, for a number, of which zero is as good as none. */
    public Place requiredNumber() {
        if (number(0) == 0) {
            errors.required(path, "");
        }
        return this;
    }

    public Place notFound(String detail) {
        errors.notFound(path, text(), detail);
        return this;
    }

    public Place invalid(String detail) {
        errors.invalid(path, present() ? node : NullNode.getInstance(), detail);
        return this;
    }

    /** Invalid, with the value in quotes even where there is none. */
    public Place invalidText(String detail) {
        errors.invalid(path, text(), detail);
        return this;
    }

    public Place forbidden(String detail) {
        errors.forbidden(path, detail);
        return this;
    }

    public Place forbiddenIfPresent(String detail) {
        return empty() ? this : forbidden(detail);
    }

    public Place oneOf(String... supported) {
        if (!empty() && !List.of(supported).contains(text())) {
            errors.notSupported(path, node, List.of(supported));
        }
        return this;
    }

    /** One of these; the empty value is as wrong as any other. */
    public Place exactlyOneOf(String... supported) {
        if (!List.of(supported).contains(text())) {
            errors.notSupported(path, text(), List.of(supported));
        }
        return this;
    }

    /** One of these if it is given at all; an empty value counts as given, as it does behind one of Go's pointers. */
    public Place givenOneOf(String... supported) {
        return present() ? exactlyOneOf(supported) : this;
    }

    public Place requiredOneOf(String... supported) {
        return empty() ? required() : oneOf(supported);
    }

    public Place atLeast(long least) {
        if (node.isIntegralNumber() && node.longValue() < least) {
            invalid("must be greater than or equal to " + least);
        }
        return this;
    }

    public Place greaterThan(long bound) {
        if (node.isIntegralNumber() && node.longValue() <= bound) {
            invalid("must be greater than " + bound);
        }
        return this;
    }

    public Place between(long least, long most) {
        if (node.isIntegralNumber() && (node.longValue() < least || node.longValue() > most)) {
            invalid("must be between " + least + " and " + most + ", inclusive");
        }
        return this;
    }

    public Place port() {
        return between(1, 65535);
    }

    /** A text that must keep a rule of {@code Names}; each broken rule is an error of its own. */
    public Place named(Function<String, List<String>> rule) {
        if (!empty()) {
            for (String problem : rule.apply(text())) {
                errors.invalid(path, node, problem);
            }
        }
        return this;
    }

    /** As {@link #named}, but the empty value must keep the rule too. */
    public Place namedEvenEmpty(Function<String, List<String>> rule) {
        for (String problem : rule.apply(text())) {
            errors.invalid(path, text(), problem);
        }
        return this;
    }

    /** As {@link #named}, where a value that is given, if only an empty one, must keep the rule. */
    public Place givenNamed(Function<String, List<String>> rule) {
        return present() ? namedEvenEmpty(rule) : this;
    }

    public Place requiredNamed(Function<String, List<String>> rule) {
        return empty() ? required() : named(rule);
    }

    /** A list in which no two elements have the same (not empty) key; reports at the key's place, or the element's for an empty name. */
    public Place unique(String keyField) {
        Set<String> seen = new HashSet<>();
        for (Place item : items()) {
            Place key = keyField.isEmpty() ? item : item.at(keyField);
            if (!key.empty() && !seen.add(key.node.toString())) {
                errors.duplicate(key.path, key.text());
            }
        }
        return this;
    }

    public Place atMost(int items) {
        if (node.isArray() && node.size() > items) {
            errors.tooMany(path, node.size(), items);
        }
        return this;
    }

    /** Whether this and the other hold the same; empty values are alike. */
    public boolean same(JsonNode other) {
        boolean otherEmpty = new Place(other, path, errors).empty();
        return empty() || otherEmpty ? empty() == otherEmpty : same(node, other);
    }

    /** Whether two trees say the same, whatever width their numbers have. */
    public static boolean same(JsonNode one, JsonNode other) {
        return one.equals(Place::compareScalars, other);
    }

    private static int compareScalars(JsonNode one, JsonNode other) {
        if (one.isIntegralNumber() && other.isIntegralNumber()) {
            return one.bigIntegerValue().compareTo(other.bigIntegerValue());
        }
        return one.equals(other) ? 0 : 1;
    }

    /** Invalid, with the value as the server's own types print it. @param definition the value's type in the catalogue */
    public Place invalidStruct(String definition, String detail) {
        errors.invalid(path, InternalForm.of(node, definition), detail);
        return this;
    }

    /** What may not change, with the value as above. */
    public Place immutableStruct(String definition, JsonNode old) {
        return same(old) ? this : invalidStruct(definition, "field is immutable");
    }

    /** What may not change. */
    public Place immutable(JsonNode old) {
        return same(old) ? this : invalid("field is immutable");
    }
}
