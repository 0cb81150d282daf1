package dev.coracle.store.robustness.model;

import java.util.List;

/** What a request was answered with. */
public sealed interface Answer {

    /** A revision that says nothing: answers of leases and compactions. */
    long ANY = 0;

    /** @param succeeded whether a transaction's conditions held; true for all else */
    record Done(long revision, boolean succeeded, List<Result> results) implements Answer {}

    record Refused(Reason reason) implements Answer {}

    /** Refusals that say something of the state. */
    enum Reason {
        COMPACTED, FUTURE_REVISION, LEASE_NOT_FOUND, LEASE_EXISTS
    }

    /** The answer of one operation. */
    sealed interface Result {
        record Found(List<Kv> kvs, long count, boolean more) implements Result {}

        record Written() implements Result {}

        record Deleted(long count) implements Result {}

        /** A range at a past revision: the model does not know it, see {@link Replay#check}. */
        record Past() implements Result {}
    }

    /** Whether {@code heard}, an answer of a store, is this answer of the model. */
    default boolean matches(Answer heard) {
        if (!(this instanceof Done mine) || !(heard instanceof Done theirs)) {
            return equals(heard);
        }
        boolean same = (mine.revision == ANY || mine.revision == theirs.revision)
                && mine.succeeded == theirs.succeeded && mine.results.size() == theirs.results.size();
        for (int i = 0; same && i < mine.results.size(); i++) {
            same = mine.results.get(i) instanceof Result.Past
                    ? theirs.results.get(i) instanceof Result.Found
                    : mine.results.get(i).equals(theirs.results.get(i));
        }
        return same;
    }
}
