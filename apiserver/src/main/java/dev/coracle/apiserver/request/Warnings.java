package dev.coracle.apiserver.request;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the client should be told beside the answer, as HTTP Warning headers (RFC 7234, code 299). Each text once; when all
 * together have more than {@value #TOTAL} characters, each is cut down to {@value #SHORT}, and those beyond the total are left out. Safe for use by any number of threads.
 */
public final class Warnings {

    static final int TOTAL = 4 << 10;
    static final int SHORT = 256;
    /** Beyond this nothing can come into the total any more. */
    private static final int MAX_TEXTS = TOTAL;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> texts = new LinkedHashSet<>();

    public void add(String text) {
        lock.lock();
        try {
            if (!text.isEmpty() && texts.size() < MAX_TEXTS) {
                texts.add(text);
            }
        } finally {
            lock.unlock();
        }
    }

    public List<String> texts() {
        lock.lock();
        try {
            return shortened(List.copyOf(texts));
        } finally {
            lock.unlock();
        }
    }

    private static List<String> shortened(List<String> all) {
        if (all.stream().mapToInt(Warnings::length).sum() <= TOTAL) {
            return all;
        }
        List<String> kept = new ArrayList<>();
        int written = 0;
        for (String text : all) {
            if (written >= TOTAL) {
                break;
            }
            String part = length(text) <= SHORT ? text : text.substring(0, text.offsetByCodePoints(0, SHORT));
            kept.add(part);
            written += length(part);
        }
        return kept;
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
