package dev.coracle.apiserver.request;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the audit log is to say of a request beyond what everybody sees: annotations, and whom its sender became. Any station may add to them. Where nobody
 * keeps an audit log, all requests share {@link #NONE}, which forgets everything. Safe for use by any number of threads.
 */
public final class Notes {

    /** The most annotations of one request; those beyond are forgotten. */
    public static final int LIMIT = 512;

    public static final Notes NONE = new Notes(false, false);

    private static final Logger LOG = LoggerFactory.getLogger(Notes.class);

    /** @param constraint the verb by which it was allowed, of the constrained kind; else empty */
    public record Impersonated(UserInfo user, String constraint) {}

    private final boolean kept;
    private final boolean detailed;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, String> annotations = new TreeMap<>();
    private Optional<Impersonated> impersonated = Optional.empty();

    private Notes(boolean kept, boolean detailed) {
        this.kept = kept;
        this.detailed = detailed;
    }

    /** Notes of a request that is logged. @param detailed whether objects and patches may be among them */
    public static Notes kept(boolean detailed) {
        return new Notes(true, detailed);
    }

    /** Whether anybody will read them: what is costly to make need not be made otherwise. */
    public boolean kept() {
        return kept;
    }

    /** An annotation; the first of a key holds. */
    public void add(String key, String value) {
        if (!kept) {
            return;
        }
        lock.lock();
        try {
            if (annotations.size() < LIMIT && annotations.putIfAbsent(key, value) != null) {
                LOG.debug("the audit annotation {} is set already and stays as it is", key);
            }
        } finally {
            lock.unlock();
        }
    }

    /** An annotation that holds parts of an object; made only where those may be logged. */
    public void addDetail(String key, Supplier<String> value) {
        if (detailed) {
            add(key, value.get());
        }
    }

    /** The sender goes on as somebody else. */
    public void became(UserInfo user, String constraint) {
        if (!kept) {
            return;
        }
        lock.lock();
        try {
            impersonated = Optional.of(new Impersonated(user, constraint));
        } finally {
            lock.unlock();
        }
    }

    /** In the order of their keys. */
    public Map<String, String> annotations() {
        lock.lock();
        try {
            return new TreeMap<>(annotations);
        } finally {
            lock.unlock();
        }
    }

    public Optional<Impersonated> impersonated() {
        lock.lock();
        try {
            return impersonated;
        } finally {
            lock.unlock();
        }
    }
}
