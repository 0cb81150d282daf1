package dev.coracle.scheduler.queue;

import dev.coracle.scheduler.model.PodInfo;
import dev.coracle.scheduler.plugin.Plugin;
import java.util.Set;

/** A pod in the queue, with its history. Changed by the queue alone. */
public final class Waiting {

    private static final long REPEAT_NANOS = 10_000_000_000L;

    /** Where it is. */
    enum Place {
        ACTIVE, BACKOFF, UNSCHEDULABLE, IN_FLIGHT
    }

    PodInfo pod;
    Place place = Place.ACTIVE;
    int attempts;
    /** Since when it waits for its turn, and in which order it came. */
    final long order;
    final long addedAt;
    long parkedAt;
    long backoffUntil;
    boolean failedByError;
    Set<Plugin> plugins = Set.of();
    private String told = "";
    private long toldAt;

    Waiting(PodInfo pod, long order, long addedAt) {
        this.pod = pod;
        this.order = order;
        this.addedAt = addedAt;
    }

    public PodInfo pod() {
        return pod;
    }

    /** How often it has been tried, this time included. */
    public int attempts() {
        return attempts;
    }

    /** Whether to say again why it waits: when that has changed, or a while has passed. */
    public boolean isNews(String message, long now) {
        if (message.equals(told) && now - toldAt < REPEAT_NANOS) {
            return false;
        }
        told = message;
        toldAt = now;
        return true;
    }

    /** On the queue's clock. */
    public long addedAt() {
        return addedAt;
    }
}
