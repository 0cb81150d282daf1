package dev.coracle.apiserver.admission.cel.library;

import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code "%s is %d".format([a, b])}. Source: cel-spec's strings extension. */
final class TextFormat {

    private final String pattern;
    private final List<?> arguments;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private int next;

    TextFormat(String pattern, List<?> arguments) {
        this.pattern = pattern;
        this.arguments = arguments;
    }

    @Override
    public String toString() {
        while (at < pattern.length()) {
            char c = pattern.charAt(at++);
            if (c != '%') {
                out.append(c);
            } else if (at < pattern.length() && pattern.charAt(at) == '%') {
                out.append('%');
                at++;
            } else {
                clause();
            }
        }
        return out.toString();
    }

    private void clause() {
        int precision = 6;
        if (at < pattern.length() && pattern.charAt(at) == '.') {
            int from = ++at;
            while (at < pattern.length() && Character.isDigit(pattern.charAt(at))) {
                at++;
            }
            if (at - from > 2 || at == from) {
                throw new IllegalArgumentException(
                        "could not parse formatting clause: precision is not a number below 100");
            }
            precision = Integer.parseInt(pattern.substring(from, at));
        }
        if (at == pattern.length()) {
            throw new IllegalArgumentException("could not parse formatting clause: unexpected end of string");
        }
        if (next >= arguments.size()) {
            throw new IllegalArgumentException("index " + next + " out of range");
        }
        char verb = pattern.charAt(at++);
        Object value = arguments.get(next++);
        out.append(switch (verb) {
            case 's' -> text(value);
            case 'd' -> decimal(value);
            case 'f' -> String.format(Locale.ROOT, "%." + precision + "f", number(value, verb));
            case 'e' -> String.format(Locale.ROOT, "%." + precision + "e", number(value, verb));
            case 'b' -> value instanceof Boolean bool ? (bool ? "1" : "0") : Long.toString(whole(value, verb), 2);
            case 'o' -> Long.toString(whole(value, verb), 8);
            case 'x' -> hex(value);
            case 'X' -> hex(value).toUpperCase(Locale.ROOT);
            default -> throw new IllegalArgumentException(
                    "could not parse formatting clause: unrecognized formatting clause \""
                            + verb + "\"");
        });
    }

    private static String decimal(Object value) {
        return value instanceof Double number ? text(number) : Long.toString(whole(value, 'd'));
    }

    private static String hex(Object value) {
        if (value instanceof String string) {
            return HexFormat.of().formatHex(string.getBytes(StandardCharsets.UTF_8));
        }
        if (value instanceof CelByteString bytes) {
            return HexFormat.of().formatHex(bytes.toByteArray());
        }
        return Long.toString(whole(value, 'x'), 16);
    }

    private static long whole(Object value, char verb) {
        if (value instanceof Number number && !(value instanceof Double)) {
            return number.longValue();
        }
        throw new IllegalArgumentException("error during formatting: only integers can be formatted with %" + verb);
    }

    private static double number(Object value, char verb) {
        if (value instanceof Number number) {
            return number.doubleValue();
        }
        throw new IllegalArgumentException("error during formatting: only numbers can be formatted with %" + verb);
    }

    /** Whole doubles without a point, lists and maps with their parts. */
    static String text(Object value) {
        if (value instanceof Double number) {
            return number == Math.rint(number) && Math.abs(number) < 1e15
                    ? Long.toString(number.longValue())
                    : number.toString();
        }
        if (value instanceof List<?> list) {
            return list.stream().map(TextFormat::text).collect(Collectors.joining(", ", "[", "]"));
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().map(entry -> text(entry.getKey()) + ": " + text(entry.getValue())).sorted()
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof CelByteString bytes) {
            return bytes.toStringUtf8();
        }
        return value instanceof NullValue ? "null" : value.toString();
    }
}
