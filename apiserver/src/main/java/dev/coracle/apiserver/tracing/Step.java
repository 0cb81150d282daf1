package dev.coracle.apiserver.tracing;

import org.jspecify.annotations.Nullable;

/**
 * A span in whose course everything happens that its thread does until it is closed, and that ends with it. Whoever begins a step needs to know nothing of
 * whose part it is: that is the step in which its thread is. Steps are closed in the opposite order, by the thread that began them.
 *
 * <p>Where there has never been a span, beginning one is a look at one field.
 */
public final class Step implements AutoCloseable {

    private static final Step NONE = new Step(Span.NONE, Span.NONE, false, false);
    private static final ThreadLocal<@Nullable Span> CURRENT = new ThreadLocal<>();
    /** Whether any thread has ever been in a span; looking for one costs a thread a map. */
    private static volatile boolean used;

    private final Span span;
    private final Span before;
    private final boolean entered;
    private final boolean ends;

    private Step(Span span, Span before, boolean entered, boolean ends) {
        this.span = span;
        this.before = before;
        this.entered = entered;
        this.ends = ends;
    }

    /** The span in whose course this thread is. */
    public static Span current() {
        Span span = used ? CURRENT.get() : null;
        return span == null ? Span.NONE : span;
    }

    /** A part of what this thread is doing. */
    public static Step begin(String name) {
        return used ? part(name, Span.Kind.INTERNAL) : NONE;
    }

    /** A question to somebody else; the step's {@link Span#headers} are for them. */
    public static Step ask(String name) {
        return used ? part(name, Span.Kind.CLIENT) : NONE;
    }

    private static Step part(String name, Span.Kind kind) {
        Span current = current();
        return current == Span.NONE ? NONE : enter(current.child(name, kind), current, true);
    }

    /** What this thread does is part of the span, which goes on after the step: for work that several threads share. */
    public static Step within(Span span) {
        return span == Span.NONE ? NONE : enter(span, current(), false);
    }

    private static Step enter(Span span, Span before, boolean ends) {
        used = true;
        CURRENT.set(span);
        return new Step(span, before, true, ends);
    }

    public Span span() {
        return span;
    }

    @Override
    public void close() {
        if (!entered) {
            return;
        }
        if (before == Span.NONE) {
            CURRENT.remove();
        } else {
            CURRENT.set(before);
        }
        if (ends) {
            span.end();
        }
    }
}
