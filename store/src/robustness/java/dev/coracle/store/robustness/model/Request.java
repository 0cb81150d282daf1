package dev.coracle.store.robustness.model;

import java.util.List;

/** What a client can ask of the KV and lease services, as far as the traffic uses it. */
public sealed interface Request {

    /** What may be part of a transaction. */
    sealed interface Op extends Request {}

    /**
     * Keys from {@code from} to {@code to} (exclusive).
     *
     * @param to       empty: just the one key
     * @param limit    0: all
     * @param revision 0: now
     */
    record Range(String from, String to, long limit, long revision) implements Op {}

    /** @param value never written by another request, so that it names this one; @param lease 0: none */
    record Put(String key, String value, long lease) implements Op {}

    /** @param to empty: just the one key */
    record Delete(String from, String to) implements Op {}

    record Txn(List<Condition> conditions, List<Op> then, List<Op> otherwise) implements Request {}

    record Grant(long lease, long seconds) implements Request {}

    record Revoke(long lease) implements Request {}

    record Compact(long revision) implements Request {}

    /** Reads one key as it is now. */
    static Range get(String key) {
        return new Range(key, "", 0, 0);
    }

    /** The end of the range of all keys that begin with {@code prefix}. */
    static String after(String prefix) {
        return prefix.substring(0, prefix.length() - 1) + (char) (prefix.charAt(prefix.length() - 1) + 1);
    }
}
