package dev.coracle.apiserver.diagnostics;

import dev.coracle.apiserver.registry.BuiltInResources;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Resources;
import dev.coracle.apiserver.storage.cache.ResourceCache;
import dev.coracle.apiserver.storage.cache.WatchCache;
import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.base.metrics.Metrics;
import dev.coracle.store.port.KeyValuePort;
import dev.coracle.store.port.StoreException;
import io.prometheus.metrics.core.metrics.Gauge;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** How much there is of what, counted when somebody asks, under kube-apiserver's names. */
public record StorageMetrics(Resources resources, WatchCache cache, KeyValuePort store) implements Runnable {

    private static final Gauge OBJECTS = Metrics.gauge("apiserver_storage_objects",
            "[STABLE] Number of stored objects at the time of last check split by kind.", "resource");
    private static final Gauge RESOURCES = Metrics.gauge("apiserver_resource_objects",
            "[ALPHA] Number of stored objects at the time of last check split by kind.", "group", "resource");
    private static final Gauge VERSION = Metrics.gauge("apiserver_watch_cache_resource_version",
            "[ALPHA] Current resource version of watch cache broken by resource type.", "group", "resource");
    private static final Gauge BYTES = Metrics.gauge("apiserver_resource_size_estimate_bytes",
            "[ALPHA] About how many bytes the objects of a resource have together.", "group", "resource");
    /** Of so many objects the mean size is taken for that of all. */
    private static final int LOOKED_AT = 100;
    private static final Gauge SIZE = Metrics.gauge("apiserver_storage_size_bytes",
            "[STABLE] Size of the storage database file physically allocated in bytes.", "storage_cluster_id");

    @Override
    public void run() {
        long revision = cache.revision();
        OBJECTS.clear(); // of resources that have gone
        RESOURCES.clear();
        VERSION.clear();
        BYTES.clear();
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
                BYTES.labelValues(group, name).set(bytes(objects.get().snapshot(), count));
            }
        }
        try {
            SIZE.labelValues("etcd-0").set(store.status().bytes());
        } catch (StoreException unknown) {
            SIZE.clear();
        }
    }

    private static double bytes(ResourceCache.Snapshot snapshot, int count) {
        long sum = 0;
        int seen = 0;
        Iterator<Map.Entry<String, CachedObject>> objects = snapshot.objects().iterator();
        while (seen < LOOKED_AT && objects.hasNext()) {
            sum += objects.next().getValue().length();
            seen++;
        }
        return seen == 0 ? 0 : (double) sum / seen * count;
    }
}
