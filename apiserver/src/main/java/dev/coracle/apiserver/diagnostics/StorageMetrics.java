package dev.coracle.apiserver.diagnostics;

import dev.coracle.apiserver.registry.BuiltInResources;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Resources;
import dev.coracle.apiserver.storage.ResourceCache;
import dev.coracle.apiserver.storage.WatchCache;
import dev.coracle.base.metrics.Metrics;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.StoreException;
import io.prometheus.metrics.core.metrics.Gauge;
import java.util.Optional;

/** How much there is of what, counted when somebody asks, under kube-apiserver's names. */
public record StorageMetrics(Resources resources, WatchCache cache, KeyValuePort store) implements Runnable {

    private static final Gauge OBJECTS = Metrics.gauge("apiserver_storage_objects",
            "Number of stored objects at the time of last check split by kind.", "resource");
    private static final Gauge RESOURCES = Metrics.gauge("apiserver_resource_objects",
            "Number of stored objects at the time of last check split by kind.", "group", "resource");
    private static final Gauge VERSION = Metrics.gauge("apiserver_watch_cache_resource_version",
            "Current resource version of watch cache broken by resource type.", "group", "resource");
    private static final Gauge SIZE = Metrics.gauge("apiserver_storage_size_bytes",
            "Size of the storage database file physically allocated in bytes.", "storage_cluster_id");

    @Override
    public void run() {
        long revision = cache.revision();
        OBJECTS.clear(); // of resources that have gone
        RESOURCES.clear();
        VERSION.clear();
        for (Resource resource : resources.all()) {
            Optional<ResourceCache> objects = BuiltInResources.stored(resource)
                    ? cache.cache(resource)
                    : Optional.empty();
            if (objects.isPresent()) {
                String group = resource.info().groupVersion().group();
                String name = resource.info().resource();
                int count = objects.get().snapshot().objects().size();
                OBJECTS.labelValues(resource.info().groupResource().toString()).set(count);
                RESOURCES.labelValues(group, name).set(count);
                VERSION.labelValues(group, name).set(revision);
            }
        }
        try {
            SIZE.labelValues("etcd-0").set(store.status().bytes());
        } catch (StoreException unknown) {
            SIZE.clear();
        }
    }
}
