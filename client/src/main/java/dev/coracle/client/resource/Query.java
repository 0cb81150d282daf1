package dev.coracle.client.resource;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The part of a path behind the question mark, built up. */
public final class Query {

    private final StringBuilder text = new StringBuilder();

    /** Adds a parameter unless its value is empty. */
    public Query add(String name, String value) {
        if (!value.isEmpty()) {
            text.append(text.isEmpty() ? '?' : '&').append(name).append('=').append(escape(value));
        }
        return this;
    }

    public static String escape(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
