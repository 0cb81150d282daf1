package dev.coracle.api.status;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * Collects what is wrong with one object, in the order in which it was found. The messages are those of apimachinery's
 * field errors, because clients show and compare them. Not safe for use by several threads. Holds at most {@link #LIMIT} errors.
 */
public final class FieldErrors {

    /** More errors than this help nobody; the rest are dropped. */
    public static final int LIMIT = 1000;

    private record FieldError(String reason, String field, String body) {}

    private final List<FieldError> errors = new ArrayList<>();

    public boolean isEmpty() {
        return errors.isEmpty();
    }

    public int size() {
        return errors.size();
    }

    /** Whether any error has one of these reasons, such as {@code FieldValueRequired}. */
    public boolean hasAny(Set<String> reasons) {
        return errors.stream().anyMatch(error -> reasons.contains(error.reason));
    }

    public void required(FieldPath path, String detail) {
        add("FieldValueRequired", path, "Required value" + (detail.isEmpty() ? "" : ": " + detail));
    }

    /** @param value a String (printed in quotes), number, boolean, JSON node or anything with a fitting toString */
    public void invalid(FieldPath path, Object value, String detail) {
        add("FieldValueInvalid", path, "Invalid value: " + printed(value) + (detail.isEmpty() ? "" : ": " + detail));
    }

    /** A value of the wrong JSON type, as CRD schemas report it. */
    public void typeInvalid(FieldPath path, Object value, String detail) {
        add("FieldValueTypeInvalid", path, "Invalid value: " + printed(value) + ": " + detail);
    }

    /** @param supported in the order in which they are to be named */
    public void notSupported(FieldPath path, Object value, Collection<String> supported) {
        String list = supported.stream().map(FieldErrors::quoted).collect(Collectors.joining(", "));
        add("FieldValueNotSupported", path,
                "Unsupported value: " + printed(value) + (list.isEmpty() ? "" : ": supported values: " + list));
    }

    public void duplicate(FieldPath path, Object value) {
        add("FieldValueDuplicate", path, "Duplicate value: " + printed(value));
    }

    public void forbidden(FieldPath path, String detail) {
        add("FieldValueForbidden", path, "Forbidden" + (detail.isEmpty() ? "" : ": " + detail));
    }

    public void notFound(FieldPath path, Object value) {
        notFound(path, value, "");
    }

    public void notFound(FieldPath path, Object value, String detail) {
        add("FieldValueNotFound", path, "Not found: " + printed(value) + (detail.isEmpty() ? "" : ": " + detail));
    }

    public void tooLong(FieldPath path, int maxBytes) {
        add("FieldValueTooLong", path, "Too long: " + (maxBytes < 0
                ? "value is too long"
                : "may not be more than " + maxBytes + (maxBytes == 1 ? " byte" : " bytes")));
    }

    public void tooMany(FieldPath path, int actual, int max) {
        String most = max < 0 ? "has too many items" : "must have at most " + max + (max == 1 ? " item" : " items");
        add("FieldValueTooMany", path, "Too many: " + actual + ": " + most);
    }

    /** An error whose reason and whole text the caller knows. */
    public void add(String reason, FieldPath path, String body) {
        if (errors.size() < LIMIT) {
            errors.add(new FieldError(reason, path.toString(), body));
        }
    }

    public void addAll(FieldErrors others) {
        for (FieldError error : others.errors) {
            if (errors.size() < LIMIT) {
                errors.add(error);
            }
        }
    }

    /** The same errors in the order of their texts, for checks that go through maps. */
    public FieldErrors sorted() {
        FieldErrors sorted = new FieldErrors();
        errors.stream().sorted(Comparator.comparing(e -> e.field + ": " + e.body)).forEach(sorted.errors::add);
        return sorted;
    }

    /** The same errors, each once, which were found in a part by itself, at the place of that part. @param from the part's path when it was checked */
    public FieldErrors moved(String from, FieldPath to) {
        FieldErrors moved = new FieldErrors();
        for (FieldError error : errors) {
            String rest = error.field.equals("<nil>") ? "" : error.field.substring(from.length());
            String dot = rest.isEmpty() || rest.startsWith("[") || rest.startsWith(".") ? "" : ".";
            FieldError there = new FieldError(error.reason, to + dot + rest, error.body);
            if (!moved.errors.contains(there)) {
                moved.errors.add(there);
            }
        }
        return moved;
    }

    /** All of them in one line, in brackets if there are several, each text once. */
    public String message() {
        List<String> lines = errors.stream().map(e -> e.field.isEmpty() ? e.body : e.field + ": " + e.body).distinct()
                .toList();
        return lines.size() == 1 ? lines.getFirst() : lines.stream().collect(Collectors.joining(", ", "[", "]"));
    }

    public List<StatusCause> causes() {
        return errors.stream().map(e -> new StatusCause(e.reason, e.body, e.field)).toList();
    }

    private static String printed(Object value) {
        return switch (value) {
            case String text -> quoted(text);
            case JsonNode node when node.isString() -> quoted(node.stringValue());
            default -> value.toString();
        };
    }

    /** As Go's %q prints a string. */
    public static String quoted(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (c < 0x20 || c == 0x7f) {
                        out.append(String.format("\\x%02x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }
}
