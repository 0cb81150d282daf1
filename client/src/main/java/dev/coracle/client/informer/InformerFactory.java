package dev.coracle.client.informer;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.base.clock.Clock;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.resource.ListOptions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/**
 * The informers of one component: one for each type and filter, shared by all who ask. Those made before
 * {@link #start} begin with it; those made later begin at once. Safe for any thread.
 */
public final class InformerFactory implements AutoCloseable {

    private record Key(Object type, ListOptions filter) {}

    private final ApiClient client;
    private final Clock clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Key, SharedInformer<?>> informers = new HashMap<>();
    private boolean started;
    private boolean closed;

    public InformerFactory(ApiClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    /** All objects of a type in all namespaces. */
    public <T extends HasMetadata> Informer<T> informer(Class<T> type) {
        return informer(type, ListOptions.ALL);
    }

    /** The objects that the selectors of {@code filter} choose. */
    public <T extends HasMetadata> Informer<T> informer(Class<T> type, ListOptions filter) {
        return informer(type, filter, UnaryOperator.identity());
    }

    /**
     * The objects that the selectors of {@code filter} choose, each changed by {@code transform} before it is cached: it
     * may drop what the component never reads. Who asks first for a type and filter says how.
     */
    public <T extends HasMetadata> Informer<T> informer(Class<T> type, ListOptions filter,
            UnaryOperator<T> transform) {
        return shared(type, filter, new ListWatch.Typed<>(client.resources(type), transform), type.getSimpleName());
    }

    /** As PartialObjectMetadata, for who must follow every kind there is. */
    public Informer<ObjectNode> metadataInformer(ResourceInfo resource) {
        return shared(resource.groupVersionResource(), ListOptions.ALL,
                new ListWatch.Metadata(client.metadata(resource)), resource.groupVersionResource().toString());
    }

    /** Ends a metadata informer, such as one of a resource that is no longer served. */
    public void stopMetadataInformer(ResourceInfo resource) {
        SharedInformer<?> informer;
        lock.lock();
        try {
            informer = informers.remove(new Key(resource.groupVersionResource(), ListOptions.ALL));
        } finally {
            lock.unlock();
        }
        if (informer != null) {
            informer.close();
        }
    }

    /** Adds an index to the unfiltered informer of a type; the values may be any number for each object. */
    public <T extends HasMetadata> void addIndex(Class<T> type, String name,
            Function<T, ? extends Collection<String>> values) {
        addIndex(type, ListOptions.ALL, name, values);
    }

    /** Adds an index to the informer of a type and filter. */
    public <T extends HasMetadata> void addIndex(Class<T> type, ListOptions filter, String name,
            Function<T, ? extends Collection<String>> values) {
        shared(type, filter, new ListWatch.Typed<>(client.resources(type), UnaryOperator.identity()),
                type.getSimpleName()).addIndex(name,
                        values);
    }

    @SuppressWarnings("unchecked")
    private <T> SharedInformer<T> shared(Object type, ListOptions filter, ListWatch<T> source, String name) {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the informers are closed");
            }
            Key key = new Key(type, filter);
            SharedInformer<?> found = informers.get(key);
            if (found == null) {
                SharedInformer<T> made = new SharedInformer<>(name, source, filter, clock, this::takenBack);
                informers.put(key, made);
                if (started) {
                    made.start();
                }
                return made;
            }
            return (SharedInformer<T>) found;
        } finally {
            lock.unlock();
        }
    }

    /** Begins to list and watch. */
    public void start() {
        lock.lock();
        try {
            if (!started) {
                started = true;
                informers.values().forEach(SharedInformer::start);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until every informer made so far has synced. */
    public void awaitSynced() throws InterruptedException {
        for (SharedInformer<?> informer : all()) {
            informer.awaitSynced();
        }
    }

    /** Whether every informer made so far has synced. */
    public boolean hasSynced() {
        return all().stream().allMatch(SharedInformer::hasSynced);
    }

    /** One has heard it first: the others list again, too, whether their watches tell them or not. */
    private void takenBack(long revision) {
        all().forEach(informer -> informer.takenBack(revision));
    }

    private List<SharedInformer<?>> all() {
        lock.lock();
        try {
            return new ArrayList<>(informers.values());
        } finally {
            lock.unlock();
        }
    }

    /** Ends all watches and handlers. */
    @Override
    public void close() {
        List<SharedInformer<?>> ending;
        lock.lock();
        try {
            closed = true;
            ending = new ArrayList<>(informers.values());
        } finally {
            lock.unlock();
        }
        ending.forEach(SharedInformer::close);
    }
}
