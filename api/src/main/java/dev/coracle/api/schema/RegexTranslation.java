package dev.coracle.api.schema;

/**
 * Patterns of schemas are in Go's syntax (RE2). Java reads most of it the same; this rewrites what it does not: {@code $} is the very end,
 * {@code (?P<name>…)} names a group, and in a class {@code [:alpha:]} is a POSIX class, while {@code [} and {@code &&} are themselves.
 */
final class RegexTranslation {

    private final String pattern;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private RegexTranslation(String pattern) {
        this.pattern = pattern;
    }

    static String toJava(String pattern) {
        return new RegexTranslation(pattern).translate();
    }

    private String translate() {
        while (at < pattern.length()) {
            char c = pattern.charAt(at);
            if (c == '\\' && at + 1 < pattern.length()) {
                copy(2);
            } else if (c == '[') {
                characterClass();
            } else if (c == '$') {
                out.append("\\z");
                at++;
            } else if (pattern.startsWith("(?P<", at)) {
                out.append("(?<");
                at += 4;
            } else {
                copy(1);
            }
        }
        return out.toString();
    }

    private void copy(int characters) {
        out.append(pattern, at, at + characters);
        at += characters;
    }

    private void characterClass() {
        copy(1);
        if (pattern.startsWith("^", at)) {
            copy(1);
        }
        if (pattern.startsWith("]", at)) {
            out.append("\\]");
            at++;
        }
        while (at < pattern.length() && pattern.charAt(at) != ']') {
            char c = pattern.charAt(at);
            int posixEnd = pattern.startsWith("[:", at) ? pattern.indexOf(":]", at) : -1;
            if (c == '\\' && at + 1 < pattern.length()) {
                copy(2);
            } else if (posixEnd > 0) {
                out.append(posix(pattern.substring(at + 2, posixEnd)));
                at = posixEnd + 2;
            } else if (c == '[' || c == '&') {
                out.append('\\').append(c);
                at++;
            } else {
                copy(1);
            }
        }
        if (at < pattern.length()) {
            copy(1);
        }
    }

    private static String posix(String name) {
        boolean not = name.startsWith("^");
        String java = switch (not ? name.substring(1) : name) {
            case "alnum" -> "Alnum";
            case "alpha" -> "Alpha";
            case "ascii" -> "ASCII";
            case "blank" -> "Blank";
            case "cntrl" -> "Cntrl";
            case "digit" -> "Digit";
            case "graph" -> "Graph";
            case "lower" -> "Lower";
            case "print" -> "Print";
            case "punct" -> "Punct";
            case "space" -> "Space";
            case "upper" -> "Upper";
            case "word" -> "w";
            default -> "XDigit";
        };
        return java.equals("w") ? not ? "\\W" : "\\w" : (not ? "\\P{" : "\\p{") + java + "}";
    }
}
