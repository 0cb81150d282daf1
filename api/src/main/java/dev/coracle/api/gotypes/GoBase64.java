package dev.coracle.api.gotypes;

import java.util.OptionalInt;

/** Where Go's standard base64 decoder stumbles: padding is needed, line breaks are skipped. */
final class GoBase64 {

    private GoBase64() {}

    /** The index that the decoder names, or empty if the text is base64. */
    static OptionalInt corruptAt(String text) {
        int at = 0;
        while (true) {
            int inGroup = 0;
            while (inGroup < 4) {
                if (at == text.length()) {
                    return inGroup == 0 ? OptionalInt.empty() : OptionalInt.of(at - inGroup);
                }
                char c = text.charAt(at++);
                if (c == '\n' || c == '\r') {
                    continue;
                }
                if (c == '=') {
                    return padding(text, at, inGroup);
                }
                if (!inAlphabet(c)) {
                    return OptionalInt.of(at - 1);
                }
                inGroup++;
            }
        }
    }

    private static OptionalInt padding(String text, int after, int inGroup) {
        int at = after;
        if (inGroup < 2) {
            return OptionalInt.of(at - 1);
        }
        if (inGroup == 2) {
            at = skipBreaks(text, at);
            if (at == text.length()) {
                return OptionalInt.of(text.length());
            }
            if (text.charAt(at) != '=') {
                return OptionalInt.of(at);
            }
            at++;
        }
        at = skipBreaks(text, at);
        return at < text.length() ? OptionalInt.of(at) : OptionalInt.empty();
    }

    private static int skipBreaks(String text, int from) {
        int at = from;
        while (at < text.length() && (text.charAt(at) == '\n' || text.charAt(at) == '\r')) {
            at++;
        }
        return at;
    }

    private static boolean inAlphabet(char c) {
        return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/';
    }
}
