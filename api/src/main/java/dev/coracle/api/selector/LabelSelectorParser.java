package dev.coracle.api.selector;

import dev.coracle.api.selector.LabelSelector.Operator;
import dev.coracle.api.selector.LabelSelector.Requirement;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.validation.Names;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the text form of a label selector: a recursive-descent parser over the tokens of apimachinery's grammar. */
final class LabelSelectorParser {

    private static final int MAX_REQUIREMENTS = 10_000;
    private static final Set<String> SYMBOLS = Set.of("(", ")", ",", "!", "=", "==", "!=", ">", "<");

    private final List<String> tokens = new ArrayList<>();
    private int next;

    LabelSelectorParser(String text) {
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i);
            if (Character.isWhitespace(c)) {
                i++;
            } else if (isSymbol(c)) {
                int end = i + 1;
                while (end < text.length() && isSymbol(text.charAt(end))
                        && SYMBOLS.contains(text.substring(i, end + 1))) {
                    end++;
                }
                tokens.add(text.substring(i, end));
                i = end;
            } else {
                int end = i;
                while (end < text.length() && !isSymbol(text.charAt(end))
                        && !Character.isWhitespace(text.charAt(end))) {
                    end++;
                }
                tokens.add(text.substring(i, end));
                i = end;
            }
        }
    }

    private static boolean isSymbol(char c) {
        return "=!(),<>".indexOf(c) >= 0;
    }

    List<Requirement> parse() {
        List<Requirement> found = new ArrayList<>();
        while (true) {
            String token = peek();
            if (token.isEmpty()) {
                return found;
            }
            if (SYMBOLS.contains(token) && !token.equals("!")) {
                throw new IllegalArgumentException(
                        "found '" + token + "', expected: !, identifier, or 'end of string'");
            }
            if (found.size() == MAX_REQUIREMENTS) {
                throw new IllegalArgumentException("a selector may have at most " + MAX_REQUIREMENTS + " requirements");
            }
            found.add(requirement());
            String after = take();
            if (after.isEmpty()) {
                return found;
            }
            if (!after.equals(",")) {
                throw new IllegalArgumentException("found '" + after + "', expected: ',' or 'end of string'");
            }
            if (peek().isEmpty() || SYMBOLS.contains(peek()) && !peek().equals("!")) {
                throw new IllegalArgumentException("found '" + peek() + "', expected: identifier after ','");
            }
        }
    }

    private Requirement requirement() {
        boolean absent = peek().equals("!");
        if (absent) {
            take();
        }
        String key = take();
        if (key.isEmpty() || SYMBOLS.contains(key)) {
            throw new IllegalArgumentException(
                    "unable to parse requirement: found '" + key + "', expected: identifier");
        }
        checkKey(key);
        if (absent) {
            return new Requirement(key, Operator.DOES_NOT_EXIST, List.of());
        }
        if (peek().isEmpty() || peek().equals(",")) {
            return new Requirement(key, Operator.EXISTS, List.of());
        }
        String operator = take();
        return switch (operator) {
            case "=", "==" -> checked(new Requirement(key, Operator.IN, List.of(exactValue())));
            case "!=" -> checked(new Requirement(key, Operator.NOT_IN, List.of(exactValue())));
            case ">" -> number(new Requirement(key, Operator.GREATER_THAN, List.of(exactValue())));
            case "<" -> number(new Requirement(key, Operator.LESS_THAN, List.of(exactValue())));
            case "in" -> checked(new Requirement(key, Operator.IN, values()));
            case "notin" -> checked(new Requirement(key, Operator.NOT_IN, values()));
            default -> throw new IllegalArgumentException("unable to parse requirement: found '" + operator
                    + "', expected: in, notin, =, ==, !=, gt, lt");
        };
    }

    private String exactValue() {
        if (peek().isEmpty() || peek().equals(",")) {
            return "";
        }
        String value = take();
        if (SYMBOLS.contains(value)) {
            throw new IllegalArgumentException(
                    "unable to parse requirement: found '" + value + "', expected: identifier");
        }
        return value;
    }

    private List<String> values() {
        String open = take();
        if (!open.equals("(")) {
            throw new IllegalArgumentException("unable to parse requirement: found '" + open + "' expected: '('");
        }
        List<String> values = new ArrayList<>();
        boolean wantsValue = true;
        while (true) {
            String token = take();
            if (token.equals(")") || token.equals(",")) {
                if (wantsValue) {
                    values.add("");
                }
                if (token.equals(")")) {
                    return values;
                }
                wantsValue = true;
            } else if (!wantsValue) {
                throw new IllegalArgumentException(
                        "unable to parse requirement: found '" + token + "', expected: ',' or ')'");
            } else if (token.isEmpty() || SYMBOLS.contains(token)) {
                throw new IllegalArgumentException(
                        "unable to parse requirement: found '" + token + "', expected: ',', ')' or identifier");
            } else {
                values.add(token);
                wantsValue = false;
            }
        }
    }

    private static void checkKey(String key) {
        List<String> wrong = Names.qualifiedName(key);
        if (!wrong.isEmpty()) {
            throw new IllegalArgumentException("unable to parse requirement: <nil>: Invalid value: "
                    + FieldErrors.quoted(key) + ": " + String.join("; ", wrong));
        }
    }

    private static Requirement checked(Requirement requirement) {
        int index = 0;
        for (String value : requirement.values()) {
            List<String> wrong = Names.labelValue(value);
            if (!wrong.isEmpty()) {
                throw new IllegalArgumentException(
                        "unable to parse requirement: values[" + index + "][" + requirement.key()
                                + "]: Invalid value: " + FieldErrors.quoted(value) + ": " + String.join("; ", wrong));
            }
            index++;
        }
        return requirement;
    }

    private static Requirement number(Requirement requirement) {
        String value = requirement.values().getFirst();
        if (!value.matches("[+-]?[0-9]{1,18}")) {
            throw new IllegalArgumentException("unable to parse requirement: values[0]: Invalid value: "
                    + FieldErrors.quoted(value) + ": for 'Gt', 'Lt' operators, the value must be an integer");
        }
        return requirement;
    }

    private String peek() {
        return next < tokens.size() ? tokens.get(next) : "";
    }

    private String take() {
        String token = peek();
        next++;
        return token;
    }
}
