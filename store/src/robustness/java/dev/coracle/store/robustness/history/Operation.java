package dev.coracle.store.robustness.history;

import dev.coracle.store.robustness.model.Request;

/**
 * A request of one client and how it ended.
 *
 * @param called   when it was sent, in nanoseconds of this JVM's clock
 * @param returned when its client heard how it ended
 */
public record Operation(int client, Request request, long called, long returned, Outcome outcome) {

    @Override
    public String toString() {
        return "client " + client + " [" + called / 1000 + ", " + returned / 1000 + "] " + request + " -> " + outcome;
    }
}
