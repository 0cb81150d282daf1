package dev.coracle.store.robustness.traffic;

/** What a client does, again and again until it is interrupted. */
public interface Traffic {

    /** All of a round's keys begin with it. */
    String ROOT = "/registry/";

    /** Does one thing, which may be several requests. */
    void next(Client client) throws InterruptedException;
}
