package dev.coracle.kubelet.simulated;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whole numbers as a shell reckons with them: {@code $((…))}, {@code expr}, and the comparisons of {@code test}. Wraps around at 64 bits. */
final class ShellNumbers {

    private static final Pattern TOKEN = Pattern.compile("\\s*([0-9]{1,18}|[A-Za-z_][A-Za-z0-9_]*|[-+*/%()])");
    private static final int DEEPEST = 50;

    private final List<String> tokens;
    private final Map<String, String> variables;
    private int next;
    private int depth;

    private ShellNumbers(List<String> tokens, Map<String, String> variables) {
        this.tokens = tokens;
        this.variables = variables;
    }

    /** The value of {@code X % 2 + 1}; empty if it is nothing of the kind, or divides by zero. */
    static Optional<Long> value(String text, Map<String, String> variables) {
        List<String> tokens = new ArrayList<>();
        Matcher token = TOKEN.matcher(text.strip());
        int end = 0;
        while (token.find() && token.start() == end) {
            tokens.add(token.group(1));
            end = token.end();
        }
        if (end != text.strip().length() || tokens.isEmpty()) {
            return Optional.empty();
        }
        ShellNumbers numbers = new ShellNumbers(tokens, variables);
        try {
            long sum = numbers.sum();
            return numbers.next == tokens.size() ? Optional.of(sum) : Optional.empty();
        } catch (ArithmeticException notReckoned) {
            return Optional.empty();
        }
    }

    private long sum() {
        long left = product();
        while (at("+") || at("-")) {
            left = tokens.get(next++).equals("+") ? left + product() : left - product();
        }
        return left;
    }

    private long product() {
        long left = factor();
        while (at("*") || at("/") || at("%")) {
            left = switch (tokens.get(next++)) {
                case "*" -> left * factor();
                case "/" -> left / factor();
                default -> left % factor();
            };
        }
        return left;
    }

    private long factor() {
        if (next >= tokens.size() || ++depth > DEEPEST) {
            throw new ArithmeticException("no number");
        }
        String token = tokens.get(next++);
        long value = switch (token) {
            case "-" -> -factor();
            case "+" -> factor();
            case "(" -> {
                long inner = sum();
                next++;
                yield inner;
            }
            default -> number(Character.isDigit(token.charAt(0)) ? token : variables.getOrDefault(token, "0"))
                    .orElseThrow(() -> new ArithmeticException("no number"));
        };
        depth--;
        return value;
    }

    private boolean at(String token) {
        return next < tokens.size() && tokens.get(next).equals(token);
    }

    static Optional<Long> number(String text) {
        return text.matches("[-+]?[0-9]{1,18}") ? Optional.of(Long.parseLong(text)) : Optional.empty();
    }

    /** Whether a comparison by {@code test}'s or {@code expr}'s word holds; empty for other words, and for what are no numbers. */
    static Optional<Boolean> compared(String left, String by, String right) {
        Optional<Long> one = number(left);
        Optional<Long> other = number(right);
        if (one.isEmpty() || other.isEmpty()) {
            return Optional.empty();
        }
        int order = Long.compare(one.get(), other.get());
        return switch (by) {
            case "-eq", "=", "==" -> Optional.of(order == 0);
            case "-ne", "!=" -> Optional.of(order != 0);
            case "-lt", "<" -> Optional.of(order < 0);
            case "-le", "<=" -> Optional.of(order <= 0);
            case "-gt", ">" -> Optional.of(order > 0);
            case "-ge", ">=" -> Optional.of(order >= 0);
            default -> Optional.empty();
        };
    }
}
