package dev.coracle.apiserver.tracing;

import java.util.Map;

/** Records nothing, and tells those who are asked in its course what the client told this server: somebody else's trace goes through it. */
record PassedOn(Map<String, String> headers) implements Span {

    @Override
    public boolean recorded() {
        return false;
    }

    @Override
    public void set(String key, String value) {
        // nobody follows
    }

    @Override
    public void set(String key, long value) {
        // nobody follows
    }

    @Override
    public void event(String name) {
        // nobody follows
    }

    @Override
    public void event(String name, Map<String, ?> said) {
        // nobody follows
    }

    @Override
    public void failed(String why) {
        // nobody follows
    }

    @Override
    public Span child(String name, Kind kind) {
        return this;
    }

    @Override
    public void end() {
        // nothing has begun
    }
}
