package dev.coracle.apiserver.admission.ratelimit;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.base.clock.TokenBucket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.node.ObjectNode;

/** One limit with a bucket for each of those that it keeps apart; of too many, the least recently used starts anew. Thread-safe. */
final class EventLimit {

    private static final int DEFAULT_SIZE = 4096;

    /** What gets a bucket of its own. Source: eventratelimit.admission.k8s.io/v1alpha1 LimitType. */
    enum Type {
        SERVER("Server"), NAMESPACE("Namespace"), USER("User"), SOURCE_AND_OBJECT("SourceAndObject");

        private final String word;

        Type(String word) {
            this.word = word;
        }
    }

    private final Type type;
    private final double perSecond;
    private final double burst;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, TokenBucket> buckets;

    /** @throws IllegalArgumentException for a limit that means nothing */
    EventLimit(ObjectNode limit) {
        this.type = type(Trees.string(limit, "type"));
        this.perSecond = positive(limit, "qps");
        this.burst = positive(limit, "burst");
        long size = Trees.integer(limit, "cacheSize").orElse(0L);
        if (size < 0) {
            throw new IllegalArgumentException("EventRateLimit: cacheSize is " + size + "; it must not be negative");
        }
        long kept = size == 0 ? DEFAULT_SIZE : size;
        this.buckets = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
                return size() > kept;
            }
        };
    }

    private static Type type(String word) {
        for (Type type : Type.values()) {
            if (type.word.equals(word)) {
                return type;
            }
        }
        throw new IllegalArgumentException("EventRateLimit: a limit's type is \"" + word
                + "\"; it must be Server, Namespace, User or SourceAndObject");
    }

    private static long positive(ObjectNode limit, String field) {
        return Trees.integer(limit, field).filter(n -> n > 0).orElseThrow(() -> new IllegalArgumentException(
                "EventRateLimit: " + field + " must be a number above zero in every limit"));
    }

    /** What is wrong if the event is one too many. */
    Optional<String> refuses(AdmissionRequest request, long nanos) {
        String key = key(request);
        lock.lock();
        try {
            TokenBucket bucket = buckets.computeIfAbsent(key, k -> new TokenBucket(perSecond, burst, nanos));
            return bucket.tryTake(nanos)
                    ? Optional.empty()
                    : Optional.of("limit reached on type " + type.word + " for key " + key);
        } finally {
            lock.unlock();
        }
    }

    private String key(AdmissionRequest request) {
        return switch (type) {
            case SERVER -> "";
            case NAMESPACE -> request.namespace();
            case USER -> request.context().user().name();
            case SOURCE_AND_OBJECT -> sourceAndObject(request.object());
        };
    }

    private static String sourceAndObject(ObjectNode event) {
        String about = Trees.object(event, "involvedObject").isPresent() ? "involvedObject" : "regarding";
        return Trees.string(event, "source", "component") + Trees.string(event, "source", "host")
                + Trees.string(event, about, "kind") + Trees.string(event, about, "namespace")
                + Trees.string(event, about, "name") + Trees.string(event, about, "uid")
                + Trees.string(event, about, "apiVersion");
    }
}
