package dev.coracle.apiserver.response;

import dev.coracle.api.status.StatusException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Where work is done that keeps a processor busy for long, such as printing a large list. Virtual threads are not taken off a processor by time: if all were busy with lists, no
 * lease would be renewed. So only half the processors do such work at a time, in the order in which it was asked for; it takes memory as well, which is bounded by the same.
 */
public final class Workbench {

    /** Objects, and pieces of answers, that are not worth a place at it. */
    public static final int FEW = 100;

    private static final Semaphore PLACES = new Semaphore(
            Math.max(1, Runtime.getRuntime().availableProcessors() / 2), true);

    private Workbench() {}

    /** Does it when there is a place. The work must neither wait for anybody nor come back here. */
    public static <T> T at(Supplier<T> work) {
        try {
            PLACES.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.serviceUnavailable("interrupted while waiting to answer");
        }
        try {
            return work.get();
        } finally {
            PLACES.release();
        }
    }
}
