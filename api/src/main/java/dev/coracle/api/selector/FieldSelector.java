package dev.coracle.api.selector;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A selection by a few fields: {@code metadata.name=x,status.phase!=Running}. Which fields there are is the kind's matter. Immutable. */
public record FieldSelector(List<Requirement> requirements) {

    public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

    /** @param equal false for {@code !=} */
    public record Requirement(String field, boolean equal, String value) {
        @Override
        public String toString() {
            return field + (equal ? "=" : "!=") + value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
        }
    }

    public FieldSelector {
        requirements = List.copyOf(requirements);
    }

    /** @throws IllegalArgumentException in apimachinery's words */
    public static FieldSelector parse(String text) {
        if (text.isEmpty()) {
            return EVERYTHING;
        }
        List<Requirement> found = new ArrayList<>();
        for (String term : terms(text)) {
            if (!term.isEmpty()) {
                found.add(requirement(term, text));
            }
        }
        return new FieldSelector(found);
    }

    /** Splits at commas that no backslash escapes. */
    private static List<String> terms(String text) {
        List<String> terms = new ArrayList<>();
        StringBuilder term = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                term.append(c).append(text.charAt(++i));
            } else if (c == ',') {
                terms.add(term.toString());
                term.setLength(0);
            } else {
                term.append(c);
            }
        }
        terms.add(term.toString());
        return terms;
    }

    private static Requirement requirement(String term, String whole) {
        for (String operator : List.of("!=", "==", "=")) {
            int at = term.indexOf(operator);
            int first = term.indexOf('=');
            if (at >= 0 && (at == first || at == first - 1)) {
                return new Requirement(term.substring(0, at), !operator.equals("!="),
                        unescaped(term.substring(at + operator.length())));
            }
        }
        throw new IllegalArgumentException("invalid selector: '" + whole + "'; can't understand '" + term + "'");
    }

    private static String unescaped(String value) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '\\') {
                String escaped = value.substring(i, Math.min(i + 2, value.length()));
                if (escaped.length() < 2 || "\\,=".indexOf(escaped.charAt(1)) < 0) {
                    throw new IllegalArgumentException("invalid field selector: invalid escape sequence: " + escaped);
                }
                plain.append(escaped.charAt(1));
                i++;
            } else if (c == ',' || c == '=') {
                throw new IllegalArgumentException("invalid field selector: unescaped character in value: " + (int) c);
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }

    /** Whether an object is selected, given the value of each field that the selector names. */
    public boolean matches(Function<String, String> valueOf) {
        for (Requirement requirement : requirements) {
            if (valueOf.apply(requirement.field).equals(requirement.value) != requirement.equal) {
                return false;
            }
        }
        return true;
    }

    /** The value that a field must have, if the selector says so. */
    public Optional<String> exact(String field) {
        return requirements.stream().filter(r -> r.equal && r.field.equals(field)).map(Requirement::value).findFirst();
    }

    public boolean isEmpty() {
        return requirements.isEmpty();
    }

    @Override
    public String toString() {
        return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
    }
}
