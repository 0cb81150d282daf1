package dev.coracle.apiserver.aggregation;

import dev.coracle.api.meta.Conditions;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.aggregation.extension.ExtensionClient;
import dev.coracle.apiserver.aggregation.extension.ExtensionServer;
import dev.coracle.apiserver.aggregation.extension.ExtensionServers;
import dev.coracle.apiserver.aggregation.extension.ServiceResolver;
import dev.coracle.apiserver.loop.ResourceLoop;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.base.clock.Clock;
import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Gauge;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Looks at each extension server again and again: when its APIService, its service or its endpoints have changed, every {@code 30 s}, and sooner while it doesn't answer. Says
 * in the condition Available what was found, and keeps what the server says of its resources. Source: kube-aggregator's availability and discovery controllers. Local
 * APIServices are always available, and none of its business.
 */
final class Surveys implements ResourceLoop.Round {

    private static final Logger log = LoggerFactory.getLogger(Surveys.class);
    private static final int ATTEMPTS = 5;
    private static final Gauge UNAVAILABLE = Metrics.gauge("aggregator_unavailable_apiservice",
            "[ALPHA] Whether an APIService of another server can't be used, by name.", "name");
    /** Beside a gauge whose name is the same but for the end, the library takes no counter. */
    private static final Gauge FOUND_UNAVAILABLE = Metrics.plainCounter("aggregator_unavailable_apiservice_total",
            "[ALPHA] How often an APIService was found not to be usable, by name and reason.", "name", "reason");

    /** What the loop follows. */
    static final List<GroupResource> FOLLOWED = List.of(ExtensionServers.API_SERVICES, ServiceResolver.SERVICES,
            ServiceResolver.SLICES);

    private final Objects objects;
    private final ServiceResolver resolver;
    private final ExtensionClient client;
    private final RemoteDiscovery discovery;
    private final RemoteOpenApi openApi;
    private final Clock clock;
    private final Map<String, Survey> surveys = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();
    /** APIServices that the metrics tell of. */
    private Set<String> counted = Set.of();
    private volatile Runnable wake = () -> {};
    private Clock.Timer pending = () -> {};

    Surveys(Objects objects, ServiceResolver resolver, ExtensionClient client, Clock clock) {
        this.objects = objects;
        this.resolver = resolver;
        this.client = client;
        this.discovery = new RemoteDiscovery(client);
        this.openApi = new RemoteOpenApi(client);
        this.clock = clock;
    }

    /** @param newWake makes the loop run another round */
    void wakes(Runnable newWake) {
        wake = newWake;
    }

    Optional<Survey> of(ExtensionServer server) {
        return Optional.ofNullable(surveys.get(server.name()));
    }

    /** Counts up whenever there may be something new to tell. */
    long version() {
        return changes.get();
    }

    @Override
    public boolean run(List<ObjectNode> all) {
        List<Thread> running = new ArrayList<>();
        Set<String> present = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (ObjectNode apiService : all) {
            Optional<ExtensionServer> server = ExtensionServer.of(apiService);
            names.add(Meta.name(apiService));
            if (server.isEmpty()) {
                UNAVAILABLE.labelValues(Meta.name(apiService)).set(0); // it is this server's own
            }
            if (server.isPresent() && !Meta.isDeleting(apiService)) {
                present.add(server.get().name());
                survey(server.get(), apiService).ifPresent(running::add);
            }
        }
        counted.stream().filter(name -> !names.contains(name)).forEach(UNAVAILABLE::remove);
        counted = Set.copyOf(names);
        surveys.keySet().retainAll(present);
        try {
            for (Thread one : running) {
                one.join();
            }
        } catch (InterruptedException stopping) {
            running.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
            return true;
        }
        pending.cancel();
        surveys.values().stream().map(Survey::due).min(Instant::compareTo)
                .ifPresent(due -> pending = clock.schedule(Duration.between(clock.now(), due), wake));
        return true;
    }

    /** Says at once what can be said without asking the server. @return asks it, if it is to be asked */
    private Optional<Thread> survey(ExtensionServer server, ObjectNode apiService) {
        String of = identity(server);
        Optional<Survey> before = Optional.ofNullable(surveys.get(server.name()));
        if (before.filter(b -> b.of().equals(of) && b.due().isAfter(clock.now())).isPresent()) {
            return Optional.empty();
        }
        Optional<Survey.Fault> inTheWay = unreachable(server);
        if (inTheWay.isPresent()) {
            ResourceLoop.guarded(apiService, object -> conclude(server, object, of, inTheWay));
            return Optional.empty();
        }
        return Optional.of(Thread.ofVirtual().name("survey-" + server.name())
                .start(() -> ResourceLoop.guarded(apiService,
                        object -> conclude(server, object, of, answers(server)))));
    }

    private boolean conclude(ExtensionServer server, ObjectNode apiService, String of, Optional<Survey.Fault> fault) {
        Optional<Survey> before = Optional.ofNullable(surveys.get(server.name()));
        try {
            Optional<ObjectNode> entry = fault.isEmpty() ? entry(server, before) : before.flatMap(Survey::entry);
            Survey now = before.filter(b -> b.of().equals(of)).map(b -> b.again(fault, entry, clock.now()))
                    .orElseGet(() -> Survey.first(of, fault, entry, clock.now()));
            keep(server, before, now);
            tell(apiService, fault);
            if (fault.isEmpty()) {
                keep(server, Optional.of(now), now.with(openApi.second(server, now.openApi2()), openApi.third(server)));
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    private void keep(ExtensionServer server, Optional<Survey> before, Survey now) {
        surveys.put(server.name(), now);
        UNAVAILABLE.labelValues(server.name()).set(now.fault().isPresent() ? 1 : 0);
        now.fault().ifPresent(fault -> FOUND_UNAVAILABLE.labelValues(server.name(), fault.reason()).inc());
        if (before.isEmpty() || !now.tellsTheSameAs(before.get())) {
            changes.incrementAndGet();
        }
    }

    private Optional<ObjectNode> entry(ExtensionServer server, Optional<Survey> before) throws InterruptedException {
        try {
            return Optional.of(discovery.entry(server));
        } catch (IOException e) {
            log.warn("{} is available, and yet does not tell its resources: {}", server.name(), e.getMessage());
            return before.flatMap(Survey::entry);
        }
    }

    /** Whatever it depends on, in one word. */
    private String identity(ExtensionServer server) {
        String service = objects.get(ServiceResolver.SERVICES, server.namespace(), server.service())
                .map(Meta::resourceVersion).orElse("");
        String slices = resolver.slices(server.namespace(), server.service()).stream().map(Meta::resourceVersion)
                .sorted().collect(Collectors.joining(","));
        return List.of(server.namespace(), server.service(), server.port(), server.caBundle(), server.insecure(),
                service, slices).toString();
    }

    /** What is missing on the way to it. */
    private Optional<Survey.Fault> unreachable(ExtensionServer server) {
        Optional<ObjectNode> service = objects.get(ServiceResolver.SERVICES, server.namespace(), server.service());
        String shown = "service/" + server.service() + " in \"" + server.namespace() + "\"";
        if (service.isEmpty()) {
            return fault("ServiceNotFound", shown + " is not present");
        }
        if (Trees.string(service.get(), "spec", "type").equals("ClusterIP")) {
            Optional<String> port = ServiceResolver.portName(service.get(), server.port());
            if (port.isEmpty()) {
                return fault("ServicePortError", shown + " is not listening on port " + server.port());
            }
            List<ObjectNode> slices = resolver.slices(server.namespace(), server.service());
            if (slices.isEmpty()) {
                return fault("EndpointsNotFound", "cannot find endpointslices for " + shown);
            }
            boolean ready = slices.stream().anyMatch(slice -> ServiceResolver.hasPort(slice, port.get())
                    && Trees.objects(slice, "endpoints").stream().anyMatch(ServiceResolver::isReady));
            if (!ready) {
                return fault("MissingEndpoints", "endpointslices for " + shown + " have no addresses with port name \""
                        + port.get() + "\"");
            }
        }
        return Optional.empty();
    }

    private Optional<Survey.Fault> answers(ExtensionServer server) {
        try {
            client.check(server, ATTEMPTS);
            return Optional.empty();
        } catch (IOException e) {
            return fault("FailedDiscoveryCheck", String.valueOf(e.getMessage()));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return fault("FailedDiscoveryCheck", "the server is stopping");
        }
    }

    private static Optional<Survey.Fault> fault(String reason, String message) {
        return Optional.of(new Survey.Fault(reason, message));
    }

    private void tell(ObjectNode apiService, Optional<Survey.Fault> fault) {
        ObjectNode wanted = apiService.deepCopy();
        set(wanted, fault);
        if (wanted.equals(apiService)) {
            return;
        }
        try {
            objects.updateStatus(ExtensionServers.API_SERVICES, "", Meta.name(apiService), "kube-apiserver",
                    found -> {
                        set(found, fault);
                        return found;
                    });
        } catch (StatusException e) {
            log.debug("{} could not be told its condition: {}", Meta.name(apiService), e.getMessage());
            surveys.remove(Meta.name(apiService)); // the next round comes back to it
        }
    }

    private void set(ObjectNode apiService, Optional<Survey.Fault> fault) {
        Conditions.set(apiService, "Available", fault.isEmpty(), fault.map(Survey.Fault::reason).orElse("Passed"),
                fault.map(Survey.Fault::message).orElse("all checks passed"), clock.now());
    }
}
