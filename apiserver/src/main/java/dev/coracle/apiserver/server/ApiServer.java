package dev.coracle.apiserver.server;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.apiserver.Pipeline;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.config.PluginConfigurations;
import dev.coracle.apiserver.admission.typecheck.TypeCheckingStatuses;
import dev.coracle.apiserver.aggregation.Aggregation;
import dev.coracle.apiserver.audit.Audit;
import dev.coracle.apiserver.authentication.Authentication;
import dev.coracle.apiserver.authentication.token.ServiceAccountTokens;
import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.authorization.rbac.Rbac;
import dev.coracle.apiserver.bootstrap.Bootstrap;
import dev.coracle.apiserver.bootstrap.PostStartHook;
import dev.coracle.apiserver.connect.Connect;
import dev.coracle.apiserver.crd.CustomResources;
import dev.coracle.apiserver.diagnostics.DebugPaths;
import dev.coracle.apiserver.diagnostics.HealthPaths;
import dev.coracle.apiserver.diagnostics.MetricsPath;
import dev.coracle.apiserver.diagnostics.ProcessMetrics;
import dev.coracle.apiserver.diagnostics.StatusPages;
import dev.coracle.apiserver.diagnostics.StorageMetrics;
import dev.coracle.apiserver.diagnostics.VersionMetrics;
import dev.coracle.apiserver.discovery.Discovery;
import dev.coracle.apiserver.discovery.PathIndex;
import dev.coracle.apiserver.discovery.ServerVersion;
import dev.coracle.apiserver.flow.FlowControl;
import dev.coracle.apiserver.flow.InFlight;
import dev.coracle.apiserver.flow.PriorityAndFairness;
import dev.coracle.apiserver.http.NettyServer;
import dev.coracle.apiserver.limit.RequestTimeouts;
import dev.coracle.apiserver.limit.ShutdownGate;
import dev.coracle.apiserver.loop.FlowSchemaStatuses;
import dev.coracle.apiserver.loop.ResourceLoop;
import dev.coracle.apiserver.openapi.OpenApi;
import dev.coracle.apiserver.registry.BuiltInResources;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.ResourceTable;
import dev.coracle.apiserver.resource.BuiltInActions;
import dev.coracle.apiserver.resource.BuiltInKinds;
import dev.coracle.apiserver.resource.Conversions;
import dev.coracle.apiserver.resource.core.service.ServiceAllocators;
import dev.coracle.apiserver.resource.workload.PrivilegedContainers;
import dev.coracle.apiserver.response.Handler;
import dev.coracle.apiserver.review.OpenIdDiscovery;
import dev.coracle.apiserver.review.Reviews;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.apiserver.server.options.RuntimeConfig;
import dev.coracle.apiserver.storage.Compactor;
import dev.coracle.apiserver.storage.ObjectStore;
import dev.coracle.apiserver.storage.cache.WatchCache;
import dev.coracle.apiserver.storage.object.Keys;
import dev.coracle.apiserver.timeline.CheckpointPlace;
import dev.coracle.apiserver.timeline.ObjectHistory;
import dev.coracle.apiserver.timeline.PastRoom;
import dev.coracle.apiserver.timeline.Retention;
import dev.coracle.apiserver.timeline.TimelinePaths;
import dev.coracle.apiserver.tracing.Tracing;
import dev.coracle.apiserver.tracing.otlp.OtlpTracing;
import dev.coracle.apiserver.tracing.otlp.TracingConfiguration;
import dev.coracle.apiserver.verb.Extensions;
import dev.coracle.apiserver.verb.Verbs;
import dev.coracle.apiserver.verb.write.Admission;
import dev.coracle.apiserver.verb.write.Typing;
import dev.coracle.base.clock.Clock;
import dev.coracle.base.health.HealthCheck;
import dev.coracle.base.health.HealthChecks;
import dev.coracle.base.lifecycle.Closers;
import dev.coracle.store.port.KeyValuePort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An API server: the composition root of this module. It listens only once it can answer, and is ready when every post-start hook has run.
 * {@link #close} ends watches at once and lets requests finish.
 */
public final class ApiServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ApiServer.class);
    private static final Duration HOOK_RETRY = Duration.ofSeconds(1);
    /** What the original's parts around the registration of its own APIServices are called: here one hook makes them, and available. */
    private static final List<String> REGISTRATIONS = List.of("autoregister-completion",
            "poststarthook/kube-apiserver-autoregistration",
            "poststarthook/apiservice-status-local-available-controller");

    private final Closers closers = new Closers();
    private final Set<String> pendingHooks = ConcurrentHashMap.newKeySet();
    private final List<Thread> hookThreads = new ArrayList<>();
    private final ResourceTable resources;
    private final WatchCache cache;
    private final Objects objects;
    private final PartHooks parts;
    private final Handler entrance;
    private final HealthChecks health = new HealthChecks("healthz");
    private final HealthChecks live = new HealthChecks("livez");
    private final HealthChecks ready = new HealthChecks("readyz");
    private volatile boolean hooked;
    private final ShutdownGate gate = new ShutdownGate();
    private final ApiServerOptions.Timing timing;
    private final Clock clock;
    private Optional<NettyServer> server = Optional.empty();
    private volatile boolean closing;

    /** Starts on the store that the options name. @throws IOException naming the file, address or flag that does not serve */
    public static ApiServer start(ApiServerOptions options, Clock clock) throws IOException {
        KeyValuePort store = Stores.open(options.storage(), clock);
        try {
            return start(options, store, clock);
        } catch (IOException | RuntimeException e) {
            store.close();
            throw e;
        }
    }

    /** Starts on this store, which it closes when it is closed. */
    public static ApiServer start(ApiServerOptions options, KeyValuePort store, Clock clock) throws IOException {
        ApiServer made = new ApiServer(options, store, clock);
        try {
            made.listen(options, clock);
            made.bootstrap(options, clock);
            return made;
        } catch (IOException | RuntimeException e) {
            made.close();
            throw e;
        }
    }

    private ApiServer(ApiServerOptions options, KeyValuePort bare, Clock clock) throws IOException {
        this.timing = options.operation().timing();
        this.clock = clock;
        closers.add("store", bare);
        Tracing tracing = closers.add("tracing", tracing(options.operation(), clock)); // to hear of the last request
        String root = root(options.storage().prefix());
        ServiceAllocators allocators = new ServiceAllocators(options.network().serviceRanges().getFirst(),
                options.network().firstNodePort(), options.network().lastNodePort(), clock);
        List<Resource> builtIn = BuiltInResources.all(Catalogue.builtIn(),
                kinds(options, clock, allocators),
                Conversions::of,
                (resource, custom) -> Keys.prefix(root, resource, custom));
        AtRest atRest = AtRest.of(bare, options.operation().encryption(), root, builtIn, clock);
        KeyValuePort store = closers.add("encryption", atRest.store());
        RuntimeConfig runtime = options.access().runtimeConfig();
        runtime.check(builtIn);
        resources = new ResourceTable(builtIn, runtime::serves);
        runtime.missing(builtIn).forEach(name -> log.warn("--runtime-config: {} is not served by this version", name));
        cache = closers.add("watch cache", new WatchCache(store, root, clock));
        builtIn.stream().filter(BuiltInResources::stored).filter(ApiServer::isHome).forEach(cache::register);
        cache.onRewind(allocators::reload);
        cache.start();
        if (options.storage().compactInterval().isPositive()) {
            closers.add("compactor", new Compactor(store, options.storage().compactInterval(), clock,
                    retention(store, options.storage().past(), clock))).start();
        }

        store.timeline().ifPresent(past -> closers.add("room of the past", new PastRoom(store, past,
                options.storage().past().bytes().orElseGet(() -> PastRoom.usual(past)), clock)).start());

        ObjectStore stored = new ObjectStore(store, cache, atRest.stale());
        Verbs.Core core = new Verbs.Core(resources, stored, clock, options.operation().timing().watch());
        objects = core.objects();
        CustomResources customResources = closers.add("custom resources", new CustomResources(resources, cache, objects,
                resource -> Keys.prefix(root, resource, true), clock));
        customResources.start();
        loop("type-checking", clock, TypeCheckingStatuses.FOLLOWED, new TypeCheckingStatuses(resources, objects));
        loop("flow-schemas", clock, FlowSchemaStatuses.FOLLOWED, new FlowSchemaStatuses(objects, clock));
        Aggregation aggregation = closers.add("aggregation",
                new Aggregation(objects, resources, cache, Wires.toExtensions(options, clock), clock));
        aggregation.start();
        parts = new PartHooks(cache::connected, customResources::awaitFollowing, aggregation::awaitFollowing,
                () -> allocators.load(objects));
        ServiceAccountTokens tokens = ServiceAccountTokens.load(options.serviceAccounts().issuers(),
                options.serviceAccounts().apiAudiences(), options.serviceAccounts().keyFiles(),
                options.serviceAccounts().signingKeyFile(), clock).withPolicy(options.serviceAccounts().policy());
        Authentication authentication = closers.add("authentication",
                options.authentication().build(tokens, () -> objects, clock));
        Rbac rbac = new Rbac(objects);
        Authorization authorization = new AuthorizationModes(objects, rbac, clock)
                .build(options.access().authorization(), closers);
        Optional<Path> told = options.access().pluginConfigurations();
        PluginConfigurations configurations = told.isPresent()
                ? PluginConfigurations.read(told.get())
                : PluginConfigurations.NONE;
        List<AdmissionPlugin> plugins = new AdmissionPlugins(objects, resources, authorization, Typing::defaults,
                configurations, options.access().pods(), clock)
                .build(options.access().enablePlugins(), options.access().disablePlugins(), rbac, authorization);
        Extensions extensions = BuiltInActions.addTo(Reviews.addTo(Extensions.none(), authentication, authorization,
                tokens, objects, clock), objects, clock);
        Admission admission = new Admission(plugins);
        Verbs verbs = new Verbs(core, admission, extensions, new Connect(objects, admission, authorization::check,
                Wires.toNodes(options, clock), options.network().kubeletAddressTypes()));
        String address = address(options.serving());
        Audit audit = closers.add("audit", Audit.start(options.operation().audit(), clock));
        RequestTimeouts timeouts = closers.add("request timeouts",
                RequestTimeouts.start(options.operation().timing().request(), clock));
        FlowControl flow = flowControl(options.access(), stored, clock);
        Map<String, Supplier<String>> dumps = flow instanceof PriorityAndFairness fair
                ? Map.of("/debug/api_priority_and_fairness/dump_priority_levels", fair::dumpLevels,
                        "/debug/api_priority_and_fairness/dump_queues", fair::dumpQueues)
                : Map.of();
        Discovery discovery = new Discovery(resources, aggregation.versions(), address);
        Pipeline pipeline = new Pipeline(new Pipeline.Limits(timeouts, gate), tracing, authentication, audit,
                authorization,
                flow,
                aggregation.aggregator(), verbs,
                List.of(discovery,
                        new PathIndex(discovery::paths, Map.of("healthz", health, "livez", live, "readyz", ready)),
                        new OpenApi(resources, aggregation.documents()), new ServerVersion(), health(),
                        new TimelinePaths(store.timeline(),
                                new CheckpointPlace(options.storage().past().checkpointDir()),
                                new ObjectHistory(resources, stored)),
                        new MetricsPath(List.of(allocators::count, new StorageMetrics(resources, cache, store),
                                new ProcessMetrics(),
                                new VersionMetrics())),
                        new DebugPaths(dumps, options.operation().profiling()),
                        new StatusPages(options.operation().flags(), clock),
                        new OpenIdPaths(new OpenIdDiscovery(tokens,
                                options.serviceAccounts().jwksUri()
                                        .orElse("https://" + address + OpenIdDiscovery.KEYS_PATH)))),
                options.access().features().cbor(), clock);
        entrance = options.serving().browsers().around(pipeline);
    }

    private static Tracing tracing(ApiServerOptions.Operation operation, Clock clock) throws IOException {
        return operation.tracing().isPresent()
                ? OtlpTracing.start(TracingConfiguration.read(operation.tracing().get()), clock)
                : Tracing.OFF;
    }

    private static LongUnaryOperator retention(KeyValuePort store, ApiServerOptions.Past past, Clock clock) {
        return store.timeline().<LongUnaryOperator>map(
                timeline -> new Retention(timeline, past.retention(), past.revisions(), clock))
                .orElse(LongUnaryOperator.identity());
    }

    private FlowControl flowControl(ApiServerOptions.Access access, ObjectStore store, Clock clock) {
        ApiServerOptions.InFlightLimits limits = access.inFlight();
        int seats = limits.reading() + limits.writing();
        if (!limits.fairness() || seats == 0) {
            return new InFlight(limits.reading(), limits.writing());
        }
        return closers.add("flow control", new PriorityAndFairness(objects, seats, counted -> resources.all().stream()
                .filter(resource -> resource.info().groupResource().equals(counted)
                        && BuiltInResources.stored(resource))
                .findFirst().map(resource -> store.cache(resource).snapshot().objects().size()).orElse(0), clock));
    }

    private void loop(String name, Clock clock, List<GroupResource> followed, ResourceLoop.Step step) {
        closers.add(name, new ResourceLoop(name, resources, cache, clock, followed, ResourceLoop.each(step))).start();
    }

    /** Resources that share objects share a cache, which reads by the rules of the one whose objects they are. */
    private static boolean isHome(Resource resource) {
        return resource.info().groupResource().equals(resource.storedAs())
                && resource.info().groupVersion().equals(resource.storageVersion());
    }

    private static List<KindRules> kinds(ApiServerOptions options, Clock clock, ServiceAllocators allocators) {
        List<KindRules> all = BuiltInKinds.all(clock, allocators, options.storage().eventLife());
        return options.access().pods().privileged() ? all : PrivilegedContainers.forbiddenBy(all);
    }

    private static String root(String prefix) {
        String path = prefix.startsWith("/") ? prefix : "/" + prefix;
        return path.endsWith("/") ? path : path + "/";
    }

    private static String address(ApiServerOptions.Serving serving) {
        String host = serving.advertiseAddress().orElse(
                serving.bindAddress().equals("0.0.0.0") || serving.bindAddress().equals("::")
                        ? "127.0.0.1"
                        : serving.bindAddress());
        return host + ":" + serving.port();
    }

    private HealthPaths health() {
        HealthCheck etcd = HealthCheck.when(cache::connected, "the watch on the store is broken");
        HealthCheck begun = HealthCheck.when(() -> hooked, "post-start hooks have not begun");
        HealthCheck shutdown = HealthCheck.when(() -> !closing, "process is shutting down");
        for (HealthChecks checks : List.of(health, live, ready)) {
            checks.add("log", Optional::empty).add("etcd", etcd);
            if (checks == ready) {
                checks.add("etcd-readiness", etcd).add("informer-sync", etcd);
            }
            checks.add("poststarthook/generic-apiserver-start-informers", begun);
        }
        ready.add("shutdown", shutdown);
        return new HealthPaths(health, live, ready);
    }

    /** Under the original's names, those that there are here. */
    private void addHookChecks(List<PostStartHook> hooks) {
        long begun = clock.nanoTime();
        for (HealthChecks checks : List.of(health, live, ready)) {
            long grace = checks == live ? timing.liveGrace().toNanos() : 0;
            for (PostStartHook hook : hooks) {
                checks.add("poststarthook/" + hook.name(), ended(hook.name(), begun, grace));
            }
            REGISTRATIONS.forEach(
                    name -> checks.add(name, ended("apiservice-registration-controller", begun, grace)));
        }
    }

    private HealthCheck ended(String hook, long begun, long graceNanos) {
        return HealthCheck.when(() -> !pendingHooks.contains(hook) || clock.nanoTime() - begun < graceNanos,
                "not finished");
    }

    private void listen(ApiServerOptions options, Clock clock) throws IOException {
        ApiServerOptions.Serving serving = options.serving();
        if (!serving.enabled()) {
            return;
        }
        NettyServer started = NettyServer.start(new InetSocketAddress(serving.bindAddress(), serving.port()),
                Optional.of(ServingCertificates.tls(options, clock)), entrance,
                options.operation().timing().goAwayChance());
        server = Optional.of(closers.add("http server", started));
        log.info("serving securely on {}:{}", serving.bindAddress(), started.port());
    }

    private void bootstrap(ApiServerOptions options, Clock clock) throws IOException {
        Bootstrap bootstrap = closers.add("bootstrap", new Bootstrap(objects,
                new Bootstrap.Options(options.network().serviceRanges(), options.serving().advertiseAddress(),
                        port(options),
                        options.network().reconcileEndpoints(), authenticationInfo(options),
                        options.access().authorization().configured().stream().anyMatch(a -> a.type().equals("RBAC"))),
                clock));
        List<PostStartHook> hooks = new ArrayList<>(bootstrap.hooks());
        hooks.addAll(parts.all());
        hooks.forEach(hook -> pendingHooks.add(hook.name()));
        addHookChecks(hooks);
        hooked = true;
        for (PostStartHook hook : hooks) {
            hookThreads.add(Thread.ofVirtual().name(hook.name()).start(() -> run(hook, clock)));
        }
        // What was there before the server had made all it makes may not have been there: it is made again.
        cache.onRewind(() -> hooks.forEach(hook -> Thread.ofVirtual().name(hook.name()).start(() -> run(hook, clock))));
        bootstrap.start();
    }

    /** Until it succeeds: what a hook needs may come late, and an operator sees in {@code /readyz} which one waits. */
    private void run(PostStartHook hook, Clock clock) {
        while (!closing) {
            try {
                hook.task().run();
                pendingHooks.remove(hook.name());
                return;
            } catch (RuntimeException e) {
                if (closing) {
                    return;
                }
                log.warn("post-start hook {} failed, next try in {}", hook.name(), HOOK_RETRY, e);
            }
            try {
                clock.sleep(HOOK_RETRY);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private int port(ApiServerOptions options) {
        return server.map(NettyServer::port).orElse(options.serving().port());
    }

    private static Map<String, String> authenticationInfo(ApiServerOptions options) throws IOException {
        Map<String, String> info = new HashMap<>();
        put(info, "client-ca-file", options.authentication().clientCaFile());
        if (options.authentication().requestHeaderCaFile().isPresent()) {
            put(info, "requestheader-client-ca-file", options.authentication().requestHeaderCaFile());
            info.put("requestheader-allowed-names", jsonList(options.authentication().requestHeaderAllowedNames()));
            info.put("requestheader-username-headers", jsonList(options.authentication().requestHeaders().user()));
            info.put("requestheader-uid-headers", jsonList(options.authentication().requestHeaders().uid()));
            info.put("requestheader-group-headers", jsonList(options.authentication().requestHeaders().group()));
            info.put("requestheader-extra-headers-prefix",
                    jsonList(options.authentication().requestHeaders().extraPrefixes()));
        }
        return info;
    }

    private static void put(Map<String, String> info, String key, Optional<Path> file) throws IOException {
        if (file.isPresent()) {
            info.put(key, Files.readString(file.get()));
        }
    }

    private static String jsonList(List<String> values) {
        var list = dev.coracle.api.tree.Json.array();
        values.forEach(list::add);
        return dev.coracle.api.tree.Json.text(list);
    }

    /** Answers requests in memory; the same handler that the network reaches. */
    public Handler handler() {
        return entrance;
    }

    /** Where it listens. @throws IllegalStateException if it is reached in memory only */
    public int port() {
        return server.orElseThrow(() -> new IllegalStateException("this API server does not listen")).port();
    }

    /** The server's own way to objects, past authentication and authorization. */
    public Objects objects() {
        return objects;
    }

    public ResourceTable resources() {
        return resources;
    }

    /** Waits until what a new cluster has (namespaces, roles, the API server's own service) is there. */
    public void awaitReady() throws InterruptedException {
        for (Thread hook : hookThreads) {
            hook.join();
        }
    }

    /** Through which requests come while the server ends. */
    ShutdownGate gate() {
        return gate;
    }

    /** Whether {@code /readyz} says so. */
    public boolean ready() {
        return ready.report(false, Set.of()).healthy();
    }

    /** Ends in the original's order: {@code /readyz} fails; after a delay nobody new is let in; watches end; requests under way are waited for. */
    @Override
    public void close() {
        boolean first = !closing;
        closing = true;
        hookThreads.forEach(Thread::interrupt);
        if (first && server.isPresent()) {
            goOn(timing.shutdownDelay());
            if (timing.sendAway()) {
                gate.close();
            }
            server.get().close(new NettyServer.Ending(timing.request(), timing.sendAway(), timing.watchEnding()));
        }
        closers.close();
    }

    private void goOn(Duration delay) {
        if (!delay.isPositive()) {
            return;
        }
        log.info("going on for {}, so that clients can find another server", delay);
        try {
            clock.sleep(delay);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
