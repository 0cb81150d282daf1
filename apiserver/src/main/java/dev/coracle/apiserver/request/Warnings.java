package dev.coracle.apiserver.request;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the client should be told beside the answer, as HTTP Warning headers (RFC 7234, code 299). Each text once; at most
 * {@link #LIMIT} texts. Safe for use by any number of threads.
 */
public final class Warnings {

    public static final int LIMIT = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> texts = new LinkedHashSet<>();

    public void add(String text) {
        lock.lock();
        try {
            if (texts.size() < LIMIT) {
                texts.add(text);
            }
        } finally {
            lock.unlock();
        }
    }

    public List<String> texts() {
        lock.lock();
        try {
            return List.copyOf(texts);
        } finally {
            lock.unlock();
        }
    }
}
