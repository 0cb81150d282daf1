package dev.coracle.apiserver.proxy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/** Paths and queries on their way to a backend: what this server has read is what the backend gets to read. */
public final class Targets {

    private static final String OF_PATHS = "-._~!$&'()*+,;=:@/";
    private static final String OF_QUERIES = OF_PATHS + "?%";

    private Targets() {}

    /** A path without {@code .}, {@code ..} and empty elements: it leads nowhere above the root. A slash at the end stays. */
    public static String clean(String decoded) {
        Deque<String> kept = new ArrayDeque<>();
        for (String element : decoded.split("/")) {
            if (element.equals("..")) {
                kept.pollLast();
            } else if (!element.isEmpty() && !element.equals(".")) {
                kept.addLast(element);
            }
        }
        String path = "/" + String.join("/", kept);
        return decoded.endsWith("/") && path.length() > 1 ? path + "/" : path;
    }

    /** A decoded path, so that it can stand in a URL. */
    public static String encodedPath(String decoded) {
        return encoded(decoded, OF_PATHS);
    }

    /** A query as a client has sent it, without the characters that have no place in a URL; with its question mark, or empty. */
    public static String query(String raw) {
        return raw.isEmpty() ? "" : "?" + encoded(raw.replaceAll("%(?![0-9a-fA-F]{2})", "%25"), OF_QUERIES);
    }

    private static String encoded(String text, String kept) {
        StringBuilder out = new StringBuilder(text.length() + 16);
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (c < 128 && (Character.isLetterOrDigit(c) || kept.indexOf(c) >= 0)) {
                out.append(c);
            } else {
                out.append('%').append(Character.toUpperCase(Character.forDigit(c >> 4, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            }
        }
        return out.toString();
    }
}
