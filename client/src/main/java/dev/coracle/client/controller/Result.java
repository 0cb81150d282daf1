package dev.coracle.client.controller;

import java.time.Duration;

/** How a reconciliation ended. */
public sealed interface Result {

    /** Nothing to do until something changes. */
    record Done() implements Result {}

    /** Look again when this has passed. */
    record RequeueAfter(Duration delay) implements Result {}

    /** The one {@link Done}. */
    Result DONE = new Done();

    static Result done() {
        return DONE;
    }

    static Result requeueAfter(Duration delay) {
        return new RequeueAfter(delay);
    }
}
