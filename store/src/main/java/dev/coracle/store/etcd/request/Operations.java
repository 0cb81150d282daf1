package dev.coracle.store.etcd.request;

import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;

/** Counts what is done to keys, in transactions too, under etcd's names. */
final class Operations {

    static final Counter PUTS = Metrics.counter("etcd_mvcc_put_total", "Total number of puts seen by this member.");
    static final Counter DELETES = Metrics.counter("etcd_mvcc_delete_total",
            "Total number of deletes seen by this member.");
    static final Counter RANGES = Metrics.counter("etcd_mvcc_range_total",
            "Total number of ranges seen by this member.");

    private Operations() {}
}
