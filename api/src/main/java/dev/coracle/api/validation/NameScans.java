package dev.coracle.api.validation;

/**
 * The forms of names that every write is checked for, without regular expressions: a pod has some thirty such names. They accept what
 * the expressions in {@link Names} accept, which stay there for the messages.
 */
final class NameScans {

    private NameScans() {}

    /** {@code [a-z0-9]([-a-z0-9]*[a-z0-9])?} */
    static boolean label(String text, int from, int to) {
        if (from >= to || !lower(text.charAt(from)) || !lower(text.charAt(to - 1))) {
            return false;
        }
        for (int i = from + 1; i < to - 1; i++) {
            char c = text.charAt(i);
            if (!lower(c) && c != '-') {
                return false;
            }
        }
        return true;
    }

    /** Labels with dots between. */
    static boolean subdomain(String text) {
        return subdomain(text, text.length());
    }

    private static boolean subdomain(String text, int to) {
        int from = 0;
        for (int dot = text.indexOf('.'); dot >= 0 && dot < to; dot = text.indexOf('.', from)) {
            if (!label(text, from, dot)) {
                return false;
            }
            from = dot + 1;
        }
        return label(text, from, to);
    }

    /** {@code ([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]} */
    static boolean qualified(String text) {
        return qualified(text, 0);
    }

    private static boolean qualified(String text, int from) {
        int to = text.length();
        if (from >= to || !alphanumeric(text.charAt(from)) || !alphanumeric(text.charAt(to - 1))) {
            return false;
        }
        for (int i = from + 1; i < to - 1; i++) {
            char c = text.charAt(i);
            if (!alphanumeric(c) && c != '-' && c != '_' && c != '.') {
                return false;
            }
        }
        return true;
    }

    /** A whole key of a label: a name of at most 63 characters, behind at most one slash and a subdomain of at most 253. */
    static boolean qualifiedKey(String text) {
        int slash = text.indexOf('/');
        return text.length() - slash - 1 <= 63 && qualified(text, slash + 1)
                && (slash < 0 || slash <= 253 && subdomain(text, slash));
    }

    private static boolean lower(char c) {
        return c >= 'a' && c <= 'z' || c >= '0' && c <= '9';
    }

    private static boolean alphanumeric(char c) {
        return lower(c) || c >= 'A' && c <= 'Z';
    }
}
