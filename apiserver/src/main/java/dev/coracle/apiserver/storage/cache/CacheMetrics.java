package dev.coracle.apiserver.storage.cache;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.datapoints.CounterDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;

/** What goes through one resource's cache, under kube-apiserver's names. */
final class CacheMetrics {

    private static final String[] RESOURCE = {"group", "resource"};
    private static final Counter STORED = Metrics.counter("apiserver_storage_events_received_total",
            "[BETA] Events that the store has told of, by resource.", RESOURCE);
    private static final Counter RECEIVED = Metrics.counter("apiserver_watch_cache_events_received_total",
            "[ALPHA] Events that the watch cache has taken, by resource.", RESOURCE);
    private static final Counter DISPATCHED = Metrics.counter("apiserver_watch_cache_events_dispatched_total",
            "[ALPHA] Events that the watch cache has handed on, by resource.", RESOURCE);
    private static final Counter INITIAL = Metrics.counter("apiserver_init_events_total",
            "[ALPHA] Events of the past with which watches began, by resource.", RESOURCE);
    private static final Counter INITIALIZATIONS = Metrics.counter("apiserver_watch_cache_initializations_total",
            "[ALPHA] How often the watch cache was filled from the store, by resource.", RESOURCE);
    private static final Gauge CAPACITY = Metrics.gauge("watch_cache_capacity",
            "[ALPHA] How many events the watch cache keeps at most, by resource.", RESOURCE);
    private static final String[] LISTED = {"group", "resource", "index"};
    private static final Counter LISTS = Metrics.counter("apiserver_cache_list_total",
            "[ALPHA] Lists that were read from the watch cache, by resource.", LISTED);
    private static final Counter FETCHED = Metrics.counter("apiserver_cache_list_fetched_objects_total",
            "[ALPHA] Objects that lists looked at in the watch cache, by resource.", LISTED);
    private static final Counter RETURNED = Metrics.counter("apiserver_cache_list_returned_objects_total",
            "[ALPHA] Objects that lists found in the watch cache, by resource.", RESOURCE);
    private static final Counter CONSISTENT = Metrics.counter("apiserver_watch_cache_consistent_read_total",
            "[ALPHA] Reads of the newest state that the watch cache answered, by resource and outcome.", "group",
            "resource", "success", "fallback");
    private static final Counter STORE_LISTS = Metrics.counter("apiserver_storage_list_total",
            "[ALPHA] Lists that were read from the store, by resource.", RESOURCE);
    private static final Counter STORE_FETCHED = Metrics.counter("apiserver_storage_list_fetched_objects_total",
            "[ALPHA] Objects that were read from the store for lists, by resource.", RESOURCE);

    private static final Counter STORE_EVALUATED = Metrics.counter("apiserver_storage_list_evaluated_objects_total",
            "[ALPHA] Objects from the store that lists looked at, by resource.", RESOURCE);

    private final CounterDataPoint stored;
    private final CounterDataPoint received;
    private final CounterDataPoint dispatched;
    private final CounterDataPoint initial;
    private final CounterDataPoint initializations;
    private final CounterDataPoint lists;
    private final CounterDataPoint fetched;
    private final CounterDataPoint returned;
    private final CounterDataPoint consistent;
    private final CounterDataPoint storeLists;
    private final CounterDataPoint storeFetched;
    private final CounterDataPoint storeEvaluated;

    CacheMetrics(Resource resource) {
        GroupResource of = resource.storedAs();
        stored = STORED.labelValues(of.group(), of.resource());
        received = RECEIVED.labelValues(of.group(), of.resource());
        dispatched = DISPATCHED.labelValues(of.group(), of.resource());
        initial = INITIAL.labelValues(of.group(), of.resource());
        initializations = INITIALIZATIONS.labelValues(of.group(), of.resource());
        lists = LISTS.labelValues(of.group(), of.resource(), "");
        fetched = FETCHED.labelValues(of.group(), of.resource(), "");
        returned = RETURNED.labelValues(of.group(), of.resource());
        consistent = CONSISTENT.labelValues(of.group(), of.resource(), "true", "false");
        storeLists = STORE_LISTS.labelValues(of.group(), of.resource());
        storeFetched = STORE_FETCHED.labelValues(of.group(), of.resource());
        storeEvaluated = STORE_EVALUATED.labelValues(of.group(), of.resource());
        CAPACITY.labelValues(of.group(), of.resource()).set(EventRing.LIMIT);
    }

    void filled() {
        initializations.inc();
    }

    void heard() {
        stored.inc();
    }

    void published() {
        received.inc();
        dispatched.inc();
    }

    void begun(int events) {
        initial.inc(events);
    }

    void listed(int looked, int found) {
        lists.inc();
        fetched.inc(looked);
        returned.inc(found);
    }

    void newest() {
        consistent.inc();
    }

    void read(int objects) {
        storeLists.inc();
        storeFetched.inc(objects);
        storeEvaluated.inc(objects);
    }
}
