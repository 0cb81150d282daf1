package dev.coracle.apiserver.storage;

import dev.coracle.api.status.Reason;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusCause;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.storage.cache.ResourceCache;
import dev.coracle.apiserver.storage.cache.WatchCache;
import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.apiserver.storage.object.Draft;
import dev.coracle.apiserver.storage.object.Keys;
import dev.coracle.apiserver.storage.object.ObjectReader;
import dev.coracle.apiserver.storage.object.PendingWrites;
import dev.coracle.apiserver.storage.object.StoredBytes;
import dev.coracle.apiserver.tracing.Step;
import dev.coracle.store.port.KeyValue;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.Page;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.WriteResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** Objects in the store: reads from the cache, writes by compare-and-set. Failures of the store become Status answers here. */
public final class ObjectStore {

    /** How long a reader waits for a version that is yet to come. Source: kube-apiserver's watch cache. */
    private static final Duration FRESH_WITHIN = Duration.ofSeconds(3);

    private final KeyValuePort port;
    private final WatchCache cache;
    private final Predicate<String> stale;
    /** The newest revision that a client of this server may have heard of. */
    private final AtomicLong acknowledged = new AtomicLong();

    public ObjectStore(KeyValuePort port, WatchCache cache) {
        this(port, cache, key -> false);
    }

    /** @param stale whether what is under a key is to be written anew by the next update, though it changes nothing: for new encryption keys */
    public ObjectStore(KeyValuePort port, WatchCache cache, Predicate<String> stale) {
        this.port = port;
        this.cache = cache;
        this.stale = stale;
    }

    /** Whether an update that changes nothing must be written still. */
    public boolean stale(Resource resource, CachedObject object) {
        return stale.test(resource.keyPrefix() + Keys.of(object.namespace(), object.name()));
    }

    /** How a compare-and-set ended. */
    public sealed interface Write {
        record Done(CachedObject object) implements Write {}

        /** Somebody else was faster; empty if the object is gone. */
        record Conflict(Optional<CachedObject> current) implements Write {}
    }

    public ResourceCache cache(Resource resource) {
        return cache.cache(resource).orElseThrow(() -> StatusException
                .serviceUnavailable("the storage of " + resource.info().groupResource() + " is not ready yet"));
    }

    public long revision() {
        return cache.revision();
    }

    /** Makes sure that whatever was acknowledged before this call is seen by reads after it. */
    public void refresh() {
        awaitRevision(calling(port::currentRevision));
    }

    /** Waits for a revision. @throws StatusException (504) if it does not come in time */
    public void awaitRevision(long wanted) {
        boolean there;
        try {
            there = cache.await(wanted, FRESH_WITHIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw StatusException.serviceUnavailable("interrupted while waiting for resource version " + wanted);
        }
        if (!there) {
            throw tooLargeVersion(wanted, cache.revision());
        }
    }

    private static StatusException tooLargeVersion(long wanted, long current) {
        return new StatusException(new Status(504, Reason.TIMEOUT.word(),
                "Timeout: Too large resource version: " + wanted + ", current: " + current,
                StatusDetails.NONE
                        .withCauses(List
                                .of(new StatusCause("ResourceVersionTooLarge", "Too large resource version", "")))
                        .withRetryAfter(1)));
    }

    /** From the cache as it is, perhaps a moment old; a writer finds out by its compare-and-set. */
    public Optional<CachedObject> cached(Resource resource, String namespace, String name) {
        return cache(resource).get(Keys.of(namespace, name));
    }

    /** The newest state. */
    public Optional<CachedObject> get(Resource resource, String namespace, String name) {
        refresh();
        return cached(resource, namespace, name);
    }

    /** A page of the past, straight from the store. @param from a key below the resource's prefix, inclusive */
    public PastPage list(Resource resource, String namespace, String from, long limit, OptionalLong revision) {
        String prefix = resource.keyPrefix();
        String range = namespace.isEmpty() ? prefix : prefix + namespace + "/";
        String begin = from.isEmpty() ? range : prefix + from;
        KeyValuePort.ReadResult<Page> result;
        try (Step step = step("List(recursive=true) etcd3", resource, range)) {
            result = port.list(begin, Keys.endOf(range), limit, revision);
        }
        ObjectReader reader = cache(resource).reader();
        List<CachedObject> objects = result.value().items().stream().map(reader::read).flatMap(Optional::stream)
                .toList();
        cache(resource).readFromStore(objects.size());
        return new PastPage(objects, result.value().more(), result.value().count(), result.revision());
    }

    /** Where an object is in the store. */
    public String key(Resource resource, String namespace, String name) {
        return resource.keyPrefix() + Keys.of(namespace, name);
    }

    /** The object that a value of the store is; empty if it is none. */
    public Optional<CachedObject> read(Resource resource, KeyValue stored) {
        return cache(resource).reader().read(stored);
    }

    /** @param count how many there are from the page's first on */
    public record PastPage(List<CachedObject> objects, boolean more, long count, long revision) {}

    /** Creates; conflicts if it exists. */
    public Write create(Resource resource, String namespace, String name, ObjectNode object) {
        return put(resource, namespace, name, object, 0);
    }

    /** Writes over the state of {@code expected}. @param object in the storage version */
    public Write put(Resource resource, String namespace, String name, ObjectNode object, long expected) {
        String key = resource.keyPrefix() + Keys.of(namespace, name);
        ObjectReader reader = cache(resource).reader();
        Draft draft = reader.draft(key, StoredBytes.forStore(object), object);
        PendingWrites.Pending write = reader.pending().begin(draft);
        try (Step step = step(expected == 0 ? "Create etcd3" : "GuaranteedUpdate etcd3", resource, key)) {
            WriteResult result = heard(timed(expected == 0 ? "create" : "update", resource,
                    () -> port.put(key, draft.stored(), expected, resource.rules().timeToLiveSeconds())));
            step.span().event("Txn call completed");
            return switch (result) {
                case WriteResult.Written written -> new Write.Done(
                        write.cached(written.revision()).orElseGet(() -> draft.at(written.revision())));
                case WriteResult.Conflict conflict -> new Write.Conflict(conflict.current().flatMap(reader::read));
            };
        } finally {
            reader.pending().end(write);
        }
    }

    private static Step step(String name, Resource resource, String key) {
        Step step = Step.begin(name);
        if (step.span().recorded()) {
            step.span().set("key", key);
            step.span().set("group", resource.storedAs().group());
            step.span().set("resource", resource.storedAs().resource());
        }
        return step;
    }

    /** Deletes the state of {@code object}; the answer carries its last state with the deletion's revision. */
    public Write delete(Resource resource, CachedObject object) {
        String key = resource.keyPrefix() + Keys.of(object.namespace(), object.name());
        WriteResult result;
        try (Step step = step("Delete etcd3", resource, key)) {
            result = heard(timed("delete", resource, () -> port.delete(key, object.revision())));
        }
        return switch (result) {
            case WriteResult.Written written -> new Write.Done(object.deletedAt(written.revision()));
            case WriteResult.Conflict conflict -> new Write.Conflict(
                    conflict.current().flatMap(current -> cache(resource).reader().read(current)));
        };
    }

    /** What would have been stored, for a dry run; with the tree's own resourceVersion, if it has one. */
    public CachedObject pretend(Resource resource, String namespace, String name, ObjectNode object) {
        return cache(resource).reader().imagined(resource.keyPrefix() + Keys.of(namespace, name), object);
    }

    private WriteResult heard(WriteResult result) {
        long revision = switch (result) {
            case WriteResult.Written written -> written.revision();
            case WriteResult.Conflict conflict -> conflict.current().map(KeyValue::modRevision).orElse(0L);
        };
        acknowledged.accumulateAndGet(revision, Math::max);
        return result;
    }

    /** Makes sure that what this server's clients have heard of is seen by reads after this call; cheaper than {@link #refresh}. */
    public void catchUp() {
        awaitRevision(acknowledged.get());
    }

    private static <T> T timed(String operation, Resource resource, Supplier<T> call) {
        long began = System.nanoTime();
        try {
            return calling(call);
        } finally {
            StoreMetrics.called(operation, resource, System.nanoTime() - began);
        }
    }

    private static <T> T calling(Supplier<T> call) {
        try {
            return call.get();
        } catch (StoreException.TooLarge e) {
            throw StatusException.tooLarge("etcdserver: request is too large");
        } catch (StoreException.Unavailable e) {
            throw new StatusException(new Status(500, Reason.SERVER_TIMEOUT.word(),
                    "the server could not reach its storage: " + e.getMessage(), StatusDetails.NONE.withRetryAfter(1)));
        } catch (StoreException e) {
            throw new StatusException(new Status(500, "", String.valueOf(e.getMessage()), StatusDetails.NONE));
        }
    }

}
