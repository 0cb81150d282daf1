package dev.coracle.apiserver.resource.core.service.allocation;

import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;

/** What services take, under kube-apiserver's names. The label scope tells those who ask for a number from those who take any. */
final class AllocatorMetrics {

    private static final String IPS = "kube_apiserver_clusterip_allocator_";
    private static final String PORTS = "kube_apiserver_nodeport_allocator_";
    private static final Gauge IPS_TAKEN = Metrics.gauge(IPS + "allocated_ips",
            "[ALPHA] Addresses of services that are taken, by range.", "cidr");
    private static final Gauge IPS_FREE = Metrics.gauge(IPS + "available_ips",
            "[ALPHA] Addresses of services that are free, by range.", "cidr");
    private static final Counter IPS_GIVEN = Metrics.counter(IPS + "allocation_total",
            "[ALPHA] Addresses of services that were given out, by range.", "cidr", "scope");
    private static final Histogram IPS_SECONDS = Metrics.histogram(IPS + "allocation_duration_seconds",
            "[ALPHA] How long giving out an address of a service took, by range.",
            new double[]{0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10}, "cidr");
    private static final Gauge PORTS_TAKEN = Metrics.gauge(PORTS + "allocated_ports",
            "[ALPHA] Ports of nodes that are taken.");
    private static final Gauge PORTS_FREE = Metrics.gauge(PORTS + "available_ports",
            "[ALPHA] Ports of nodes that are free.");
    private static final Counter PORTS_GIVEN = Metrics.counter(PORTS + "allocation_total",
            "[ALPHA] Ports of nodes that were given out.", "scope");

    private AllocatorMetrics() {}

    static void addresses(String cidr, int taken, int free) {
        IPS_TAKEN.labelValues(cidr).set(taken);
        IPS_FREE.labelValues(cidr).set(free);
    }

    static void ports(int taken, int free) {
        PORTS_TAKEN.set(taken);
        PORTS_FREE.set(free);
    }

    /** @param any whether none was asked for @param nanos that it took */
    static void address(String cidr, boolean any, long nanos) {
        IPS_SECONDS.labelValues(cidr).observe(nanos / 1e9);
        IPS_GIVEN.labelValues(cidr, scope(any)).inc();
    }

    static void port(boolean any) {
        PORTS_GIVEN.labelValues(scope(any)).inc();
    }

    private static String scope(boolean any) {
        return any ? "dynamic" : "static";
    }
}
