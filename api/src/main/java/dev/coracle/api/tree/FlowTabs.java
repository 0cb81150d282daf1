package dev.coracle.api.tree;

/**
 * JSON that is indented with tabs, read as YAML: between the tokens of a flow collection Go's YAML takes a tab for white space, the scanner
 * beneath {@link Yaml} refuses it. Here such tabs become spaces, one for one, so that lines and columns of mistakes stay; tabs within
 * scalars and comments stay too. Only for documents that are a flow collection as a whole; any other is left as it is, since in a
 * block a tab may be the mistake that Go refuses as well. One pass, without recursion.
 */
final class FlowTabs {

    private final String text;
    private final StringBuilder spaced;
    private int at;
    private int depth;

    private FlowTabs(String text, int start) {
        this.text = text;
        this.spaced = new StringBuilder(text);
        this.at = start;
    }

    /** The text with spaces for the tabs between tokens, if its first document is a flow collection; else the text. */
    static String spaced(String text) {
        if (text.indexOf('\t') < 0) {
            return text;
        }
        int start = firstToken(text);
        return start < text.length() && isOpening(text.charAt(start)) ? new FlowTabs(text, start).all() : text;
    }

    /** Behind comments, empty lines and the marker that a document may begin with. */
    private static int firstToken(String text) {
        int at = text.startsWith("\uFEFF") ? 1 : 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                at = endOfLine(text, at);
            } else if (text.startsWith("---", at) && at + 3 < text.length() && isBlank(text.charAt(at + 3))) {
                at += 3;
            } else if (c == ' ' || isBreak(c)) {
                at++;
            } else {
                break;
            }
        }
        return at;
    }

    private String all() {
        do {
            token();
        } while (depth > 0 && at < text.length());
        for (; at < text.length() && isBlank(text.charAt(at)) && !isBreak(text.charAt(at)); at++) {
            space();
        }
        return spaced.toString();
    }

    private void token() {
        char c = text.charAt(at);
        switch (c) {
            case '{', '[' -> {
                depth++;
                at++;
            }
            case '}', ']' -> {
                depth--;
                at++;
            }
            case '"', '\'' -> quoted(c);
            case '#' -> at = endOfLine(text, at);
            case '&', '*', '!' -> property();
            case ',', ':', '?' -> at++;
            default -> {
                if (isBlank(c)) {
                    space();
                    at++;
                } else {
                    plain();
                }
            }
        }
    }

    private void space() {
        if (text.charAt(at) == '\t') {
            spaced.setCharAt(at, ' ');
        }
    }

    /** In single quotes a quote stands for itself when it is doubled, which reads here as one scalar's end and the next one's start. */
    private void quoted(char quote) {
        at++;
        while (at < text.length() && text.charAt(at) != quote) {
            at += quote == '"' && text.charAt(at) == '\\' ? 2 : 1;
        }
        at++;
    }

    /** An anchor, an alias or a tag. */
    private void property() {
        while (at < text.length() && !isBlank(text.charAt(at)) && !isFlowIndicator(text.charAt(at))) {
            at++;
        }
    }

    /** White space within a plain scalar belongs to it, but not where it goes on in the next line. */
    private void plain() {
        while (at < text.length() && !endsPlain()) {
            if (!isBlank(text.charAt(at))) {
                at++;
            } else if (!blanksWithinPlain()) {
                return;
            }
        }
    }

    private boolean endsPlain() {
        char c = text.charAt(at);
        return isFlowIndicator(c) || c == ':' && (at + 1 == text.length() || isBlank(text.charAt(at + 1))
                || isFlowIndicator(text.charAt(at + 1)));
    }

    /** Whether the scalar goes on behind them. */
    private boolean blanksWithinPlain() {
        int start = at;
        boolean breaks = false;
        for (; at < text.length() && isBlank(text.charAt(at)); at++) {
            breaks |= isBreak(text.charAt(at));
        }
        int end = at;
        boolean goesOn = at < text.length() && text.charAt(at) != '#' && !endsPlain();
        if (breaks || !goesOn) {
            for (at = start; at < end; at++) {
                space();
            }
        }
        return goesOn;
    }

    private static int endOfLine(String text, int from) {
        int at = from;
        while (at < text.length() && !isBreak(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isOpening(char c) {
        return c == '{' || c == '[';
    }

    private static boolean isFlowIndicator(char c) {
        return isOpening(c) || c == '}' || c == ']' || c == ',';
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t' || isBreak(c);
    }

    private static boolean isBreak(char c) {
        return c == '\n' || c == '\r';
    }
}
