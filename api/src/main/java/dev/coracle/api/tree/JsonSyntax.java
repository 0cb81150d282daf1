package dev.coracle.api.tree;

import java.nio.charset.StandardCharsets;

/** Says in the words of Go's decoder why bytes are no JSON: clients know those. A scanner that stops at the first mistake. */
public final class JsonSyntax {

    private static final String END = "unexpected end of JSON input";

    private final String text;
    private int at;
    private int depth;

    private JsonSyntax(String text) {
        this.text = text;
    }

    private static final class Mistake extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Mistake(String message) {
            super(message, null, false, false);
        }
    }

    /** What is wrong, such as {@code invalid character 'x' looking for beginning of value}; the empty string for JSON. */
    public static String mistake(byte[] json) {
        JsonSyntax scanner = new JsonSyntax(new String(json, StandardCharsets.UTF_8));
        try {
            scanner.value();
            if (scanner.skipSpace()) {
                throw scanner.invalid("after top-level value");
            }
            return "";
        } catch (Mistake mistake) {
            return String.valueOf(mistake.getMessage());
        }
    }

    /** How many names of fields there are in a JSON document, at all levels together; names that stand twice count twice. */
    public static int names(byte[] json) {
        int names = 0;
        boolean quoted = false;
        for (int i = 0; i < json.length; i++) {
            byte b = json[i];
            if (quoted) {
                if (b == '\\') {
                    i++;
                } else if (b == '"') {
                    quoted = false;
                }
            } else if (b == '"') {
                quoted = true;
            } else if (b == ':') {
                names++;
            }
        }
        return names;
    }

    private Mistake invalid(String where) {
        if (at >= text.length()) {
            return new Mistake(END);
        }
        char c = text.charAt(at);
        String shown = switch (c) {
            case '\'' -> "'\\''";
            case '"' -> "'\"'";
            case '\n' -> "'\\n'";
            case '\t' -> "'\\t'";
            case '\r' -> "'\\r'";
            default -> c < 0x20 ? String.format("'\\x%02x'", (int) c) : "'" + c + "'";
        };
        return new Mistake("invalid character " + shown + " " + where);
    }

    /** @return whether anything is left */
    private boolean skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        return at < text.length();
    }

    private void value() {
        if (!skipSpace()) {
            throw new Mistake(END);
        }
        if (++depth > Json.MAX_DEPTH) {
            throw new Mistake("exceeded max depth");
        }
        char c = text.charAt(at);
        switch (c) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> literal("true");
            case 'f' -> literal("false");
            case 'n' -> literal("null");
            default -> {
                if (c != '-' && !Character.isDigit(c)) {
                    throw invalid("looking for beginning of value");
                }
                number();
            }
        }
        depth--;
    }

    private void object() {
        at++;
        if (skipSpace() && text.charAt(at) == '}') {
            at++;
            return;
        }
        while (true) {
            if (!skipSpace() || text.charAt(at) != '"') {
                throw invalid("looking for beginning of object key string");
            }
            string();
            if (!skipSpace() || text.charAt(at) != ':') {
                throw invalid("after object key");
            }
            at++;
            value();
            if (ends('}', "after object key:value pair")) {
                return;
            }
        }
    }

    private void array() {
        at++;
        if (skipSpace() && text.charAt(at) == ']') {
            at++;
            return;
        }
        do {
            value();
        } while (!ends(']', "after array element"));
    }

    private boolean ends(char close, String where) {
        if (!skipSpace() || text.charAt(at) != close && text.charAt(at) != ',') {
            throw invalid(where);
        }
        return text.charAt(at++) == close;
    }

    private void string() {
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            char c = text.charAt(at);
            if (c < 0x20) {
                throw invalid("in string literal");
            }
            at++;
            if (c == '\\') {
                escape();
            }
        }
        if (at >= text.length()) {
            throw new Mistake(END);
        }
        at++;
    }

    private void escape() {
        if (at >= text.length() || "\"\\/bfnrtu".indexOf(text.charAt(at)) < 0) {
            throw invalid("in string escape code");
        }
        boolean unicode = text.charAt(at++) == 'u';
        for (int i = 0; unicode && i < 4; i++, at++) {
            if (at >= text.length() || Character.digit(text.charAt(at), 16) < 0) {
                throw invalid("in \\u hexadecimal character escape");
            }
        }
    }

    private void literal(String word) {
        for (int i = 0; i < word.length(); i++, at++) {
            if (at >= text.length() || text.charAt(at) != word.charAt(i)) {
                throw invalid("in literal " + word + " (expecting '" + word.charAt(i) + "')");
            }
        }
    }

    private void number() {
        if (text.charAt(at) == '-') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '0') {
            at++;
        } else {
            digits("in numeric literal");
        }
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits("after decimal point in numeric literal");
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (at < text.length() && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
                at++;
            }
            digits("in exponent of numeric literal");
        }
    }

    private void digits(String where) {
        if (at >= text.length() || text.charAt(at) < '0' || text.charAt(at) > '9') {
            throw invalid(where);
        }
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
            at++;
        }
    }
}
