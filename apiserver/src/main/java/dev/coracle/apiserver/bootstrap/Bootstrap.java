package dev.coracle.apiserver.bootstrap;

import dev.coracle.apiserver.registry.Objects;
import dev.coracle.base.clock.Clock;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what every cluster has, and keeps the part of it that must always be there (the system's namespaces, the API server's own service)
 * by looking again every ten seconds. Everything is idempotent.
 */
public final class Bootstrap implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);
    private static final Duration PERIOD = Duration.ofSeconds(10);

    /**
     * @param serviceRanges       {@code --service-cluster-ip-range}, one or two; the first gives the API server's own service its address
     * @param advertiseAddress    {@code --advertise-address}; empty for the machine's own
     * @param securePort          where the API server listens
     * @param reconcileEndpoints  whether the API server enters itself as an endpoint ({@code --endpoint-reconciler-type} other than none)
     * @param authenticationInfo  what the ConfigMap extension-apiserver-authentication says, by its keys
     * @param rbac                whether RBAC is among the authorization modes: without it there are no default roles
     */
    public record Options(List<String> serviceRanges, Optional<String> advertiseAddress, int securePort,
            boolean reconcileEndpoints, Map<String, String> authenticationInfo, boolean rbac) {}

    private final Objects objects;
    private final Options options;
    private final Clock clock;
    private final SystemObjects system;
    private final KubernetesService service;
    private @Nullable Thread keeper;

    public Bootstrap(Objects objects, Options options, Clock clock) {
        this.objects = objects;
        this.options = options;
        this.clock = clock;
        this.system = new SystemObjects(objects);
        this.service = new KubernetesService(objects, options.serviceRanges().getFirst(), options.securePort());
    }

    /** What there is to do after the server has begun to listen; the hooks don't depend on each other and may run at once. */
    public List<PostStartHook> hooks() {
        List<PostStartHook> hooks = new ArrayList<>();
        hooks.add(new PostStartHook("start-system-namespaces-controller", system::namespaces));
        if (options.rbac()) {
            hooks.add(new PostStartHook("rbac/bootstrap-roles", new RoleReconciler(objects)::run));
        }
        hooks.add(new PostStartHook("scheduling/bootstrap-system-priority-classes", system::priorityClasses));
        hooks.add(new PostStartHook("priority-and-fairness-config-producer", new FlowControlDefaults(objects)::run));
        hooks.add(new PostStartHook("start-kubernetes-service-cidr-controller",
                () -> system.serviceCidr(options.serviceRanges(), clock.now())));
        hooks.add(new PostStartHook("bootstrap-controller", this::apiServerService));
        hooks.add(new PostStartHook("apiservice-registration-controller",
                () -> new LocalApiServices(objects).run(clock.now())));
        hooks.add(new PostStartHook("start-cluster-authentication-info-controller",
                () -> system.authenticationInfo(options.authenticationInfo())));
        hooks.add(new PostStartHook("start-legacy-token-tracking-controller",
                () -> system.tokenTracking(clock.now())));
        return hooks;
    }

    /** Begins to look again from time to time; call once, after the hooks have run. */
    public void start() {
        keeper = Thread.ofVirtual().name("bootstrap-keeper").start(this::keep);
    }

    private void keep() {
        while (!Thread.currentThread().isInterrupted()) {
            try {
                clock.sleep(PERIOD);
                system.namespaces();
                apiServerService();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("the cluster's own namespaces and service could not be checked: {}", e.getMessage());
            }
        }
    }

    private void apiServerService() {
        service.service();
        if (options.reconcileEndpoints()) {
            Optional<String> address = address();
            if (address.isPresent()) {
                service.endpoints(address.get());
            } else {
                LOG.debug("no address but loopback: the service kubernetes gets no endpoints");
            }
        }
    }

    private Optional<String> address() {
        Optional<String> given = options.advertiseAddress().filter(Bootstrap::canBeEndpoint);
        return given.isPresent() ? given : machineAddress();
    }

    private static boolean canBeEndpoint(String address) {
        return !address.startsWith("127.") && !address.equals("::1") && !address.equals("0.0.0.0")
                && !address.equals("::") && !address.isEmpty();
    }

    private static Optional<String> machineAddress() {
        try {
            List<InetAddress> all = new ArrayList<>();
            for (NetworkInterface device : Collections.list(NetworkInterface.getNetworkInterfaces())) {
                if (device.isUp()) {
                    all.addAll(Collections.list(device.getInetAddresses()));
                }
            }
            return KubernetesService.reachable(all).stream().findFirst();
        } catch (SocketException e) {
            LOG.warn("the machine's addresses can't be read: {}", e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        Thread running = keeper;
        if (running != null) {
            running.interrupt();
        }
    }
}
