package dev.coracle.store.robustness.traffic;

import dev.coracle.store.robustness.history.History;

/** How quickly a watch takes what it is sent. */
public enum Pace {
    /** At once. */
    QUICK,
    /** At once, but leaves the stream again and again, and comes back where it was. */
    RESTLESS,
    /** A message for every few operations of the other clients. */
    SLOW,
    /** Nothing until the round is over. */
    STUCK;

    private static final int RESTLESS_MESSAGES = 15;
    private static final int OPERATIONS = 20;
    private static final long LONGEST_MILLIS = 500;

    /** Whether it has had enough of a stream after so many messages. */
    boolean isEnough(int messages) {
        return this == RESTLESS && messages >= RESTLESS_MESSAGES;
    }

    /** Waits until the next message may be taken. */
    void await(History history, Finish finish) throws InterruptedException {
        switch (this) {
            case QUICK, RESTLESS -> {
            }
            case SLOW -> {
                if (!finish.isKnown()) {
                    history.awaitAnswered(history.answered() + OPERATIONS, LONGEST_MILLIS);
                }
            }
            case STUCK -> finish.await();
        }
    }
}
