package dev.coracle.apiserver.tracing;

import java.util.Map;

/** A piece of work with a beginning and an end, part of a trace. Safe for use by any number of threads; what comes after its end is lost. */
public interface Span {

    /** Where nobody follows. */
    Span NONE = new PassedOn(Map.of());

    /** What a span is in relation to others. */
    enum Kind {
        INTERNAL, CLIENT
    }

    /** Whether anybody will see what is said of it: what is costly to say need not be said otherwise. */
    boolean recorded();

    void set(String key, String value);

    void set(String key, long value);

    /** Something that happened in its course. */
    void event(String name);

    default void event(String name, String key, long value) {
        event(name, Map.of(key, value));
    }

    /** @param said {@code Long} where it is a number, else told as text */
    void event(String name, Map<String, ?> said);

    /** It did not end well. @param why may be empty */
    void failed(String why);

    /** A part of it, which has begun. */
    Span child(String name, Kind kind);

    /** By lower-case name, what tells somebody who is asked something in its course that it is part of it. Source: W3C Trace Context, W3C Baggage. */
    Map<String, String> headers();

    /** It is over; again and again is no more than once. */
    void end();
}
