package dev.coracle.testing;

import dev.coracle.api.tree.Yaml;
import dev.coracle.apiserver.server.ApiServer;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.lifecycle.Closers;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.resource.ListOptions;
import dev.coracle.client.resource.WatchEvent;
import dev.coracle.client.resource.WatchStream;
import dev.coracle.controllermanager.ControllerOptions;

import dev.coracle.controllermanager.process.ControllerManager;
import dev.coracle.controllermanager.process.KnownControllers;
import dev.coracle.kubelet.Kubelet;
import dev.coracle.kubelet.KubeletOptions;
import dev.coracle.kubelet.simulated.SimulatedRuntime;
import dev.coracle.scheduler.Scheduler;
import dev.coracle.scheduler.config.SchedulerConfig;
import dev.coracle.store.EmbeddedStore;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A Kubernetes cluster inside this JVM: an API server that keeps its objects on the heap, and, unless it is built without them, scheduler,
 * controllers and simulated nodes, which talk to it over list and watch as in any other cluster. Nothing is shared between clusters, and
 * nothing is left of one when it is closed. Safe for use by any number of threads.
 */
public final class CoracleCluster implements AutoCloseable {

    private final Closers closers = new Closers();
    private final Builder builder;
    private final TestCredentials credentials;
    private final ClusterPast past;
    private final ApiServer server;
    private final ApiClient client;
    private final boolean listens;

    /** @param past the store to begin with, which is closed with the cluster */
    private CoracleCluster(Builder builder, TestCredentials credentials, ClusterPast past)
            throws IOException, InterruptedException {
        this.builder = builder;
        this.credentials = closers.add("credentials", credentials);
        this.past = past;
        try {
            server = closers.add("kube-apiserver", ApiServer.start(
                    credentials.options(builder.https, builder.authorizationModes), past.store(),
                    SystemClock.instance()));
            listens = builder.https;
            client = client("test", Map.of());
            server.awaitReady();
            if (builder.controllers) {
                ApiClient own = client("kube-controller-manager", Map.of());
                closers.add("kube-controller-manager", ControllerManager.start(own,
                        KnownControllers.registry().select(List.of("*")), ControllerOptions.DEFAULTS,
                        SystemClock.instance()));
            }
            if (builder.scheduler) {
                closers.add("kube-scheduler", Scheduler.start(client("kube-scheduler", Map.of()),
                        SchedulerConfig.defaults(), SystemClock.instance()));
            }
            if (builder.nodes > 0) {
                startNodes(builder.nodes);
            }
            if (builder.controllers) {
                await(ServiceAccount.class, "default", "default", account -> true);
            }
            for (int i = 0; i < builder.nodes; i++) {
                await(Node.class, "", "node-" + i, CoracleCluster::ready);
            }
        } catch (IOException | InterruptedException | RuntimeException e) {
            closers.close();
            throw e;
        }
    }

    private void startNodes(int nodes) {
        SimulatedRuntime runtime = new SimulatedRuntime(SystemClock.instance());
        closers.add("kubelet", Kubelet.start(client("kubelet", Map.of()),
                new KubeletOptions(nodes, "node-", "", "127.0.0.1", 10250, "8", "32Gi", 110, runtime.version()),
                runtime,
                SystemClock.instance()));
    }

    private static boolean ready(Node node) {
        return node.getStatus() != null && node.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready") && condition.getStatus().equals("True"))
                && node.getSpec().getTaints().isEmpty();
    }

    /** One node, scheduler and controllers, reachable in memory and over HTTPS. */
    public static CoracleCluster start() throws IOException, InterruptedException {
        return builder().start();
    }

    public static Builder builder() {
        return new Builder();
    }

    /** What a cluster is to be like. */
    public static final class Builder {

        private int nodes = 1;
        private boolean controllers = true;
        private boolean scheduler = true;
        private boolean https = true;
        private List<String> authorizationModes = List.of("RBAC");

        private Builder() {}

        /** A fork is built as its parent was, whatever becomes of the builder that was used for that. */
        private Builder(Builder other) {
            nodes = other.nodes;
            controllers = other.controllers;
            scheduler = other.scheduler;
            https = other.https;
            authorizationModes = other.authorizationModes;
        }

        /** @param count of simulated nodes, from 0 to 1,000; one when not said */
        public Builder nodes(int count) {
            if (count < 0 || count > 1000) {
                throw new IllegalArgumentException("a test's cluster has from 0 to 1,000 nodes, not " + count);
            }
            nodes = count;
            return this;
        }

        /** No scheduler, no controllers, no nodes: what is created stays as it is until the test changes it. Starts soonest. */
        public Builder apiOnly() {
            nodes = 0;
            controllers = false;
            scheduler = false;
            return this;
        }

        /** No port: reached through {@link CoracleCluster#client} alone. */
        public Builder inMemoryOnly() {
            https = false;
            return this;
        }

        /** Everybody may do everything, as when RBAC is not what is tested. */
        public Builder withoutAuthorization() {
            authorizationModes = List.of("AlwaysAllow");
            return this;
        }

        /**
         * Starts the cluster and returns when the API server is ready, the nodes are, and pods can be created in the namespace default.
         *
         * @throws IOException when no port or temporary file can be had
         */
        public CoracleCluster start() throws IOException, InterruptedException {
            return new CoracleCluster(new Builder(this), new TestCredentials(),
                    new ClusterPast(EmbeddedStore.inMemory(SystemClock.instance())));
        }
    }

    /** The present state, to go back to with {@link #rewindTo}. It costs nothing, however large the cluster is. */
    public ClusterSnapshot snapshot() {
        return past.now();
    }

    /**
     * Makes the cluster's state what it was. Clients' watches end as they do when versions are gone, and whoever watches lists again: the
     * components of this cluster do so by themselves, a moment after this returns; what they were about to write may still come.
     *
     * @throws IllegalArgumentException if the snapshot is neither of this cluster nor of one that it was forked from, before that
     */
    public void rewindTo(ClusterSnapshot snapshot) {
        past.rewindTo(snapshot);
    }

    /**
     * Another cluster that begins with this one's present state, which takes no time, and starts components of its own, which does. Neither
     * sees what becomes of the other; each is closed by itself. Credentials and service account tokens of this cluster are good there too.
     *
     * @throws IOException when no port or temporary file can be had
     */
    public CoracleCluster fork() throws IOException, InterruptedException {
        return fork(snapshot());
    }

    /** As {@link #fork()}, from an earlier state. @throws IllegalArgumentException if it is not of this cluster */
    public CoracleCluster fork(ClusterSnapshot from) throws IOException, InterruptedException {
        ClusterPast future = past.fork();
        try {
            future.rewindTo(from);
            return new CoracleCluster(builder, credentials.copy(), future);
        } catch (IOException | RuntimeException e) {
            future.store().close();
            throw e;
        }
    }

    /**
     * What became of an object, the oldest version first, as far as it can be read.
     *
     * @param namespace the empty string for cluster-scoped objects
     */
    public <T extends HasMetadata> List<PastVersion<T>> history(Class<T> type, String namespace, String name) {
        return ClusterPast.history(client, type, namespace, name);
    }

    /** A client that may do everything, in memory. It lives as long as the cluster. */
    public ApiClient client() {
        return client;
    }

    /** A client that the API server takes for this user; what it may do is RBAC's to say. It lives as long as the cluster. */
    public ApiClient clientAs(String user, String... groups) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put("impersonate-user", List.of(user));
        if (groups.length > 0) {
            headers.put("impersonate-group", List.of(groups));
        }
        return client("test", headers);
    }

    private ApiClient client(String agent, Map<String, List<String>> headers) {
        Map<String, List<String>> identity = new LinkedHashMap<>(headers);
        identity.put("authorization", List.of("Bearer " + credentials.token()));
        return closers.add("client " + agent, new ApiClient(new InMemoryTransport(server.handler(), identity),
                SystemClock.instance(), agent));
    }

    /** Where it listens, such as {@code https://127.0.0.1:40123}. @throws IllegalStateException if it was built in memory only */
    public String url() {
        if (!listens) {
            throw new IllegalStateException("this cluster was built with inMemoryOnly(), and has no address");
        }
        return "https://127.0.0.1:" + server.port();
    }

    /** The bearer token of a user who may do everything. */
    public String token() {
        return credentials.token();
    }

    /** The certificate, in PEM, by which the server at {@link #url} is known. */
    public String certificate() {
        return credentials.servingCertificate();
    }

    /** A kubeconfig in YAML for any client: kubectl, fabric8, the official Java client. */
    public String kubeconfig() {
        return Yaml.print(credentials.kubeconfig(url()));
    }

    /**
     * Waits for an object to be as wanted, by watching it.
     *
     * @param namespace the empty string for cluster-scoped objects
     * @return the object as it was then
     * @throws AssertionError after ten seconds, with the object as it was last
     */
    public <T extends HasMetadata> T await(Class<T> type, String namespace, String name, Predicate<T> wanted)
            throws InterruptedException {
        return await(type, namespace, name, wanted, Duration.ofSeconds(10));
    }

    /** As {@link #await(Class, String, String, Predicate)}, with another limit; watches count in whole seconds. */
    public <T extends HasMetadata> T await(Class<T> type, String namespace, String name, Predicate<T> wanted,
            Duration limit) throws InterruptedException {
        Optional<T> last = Optional.empty();
        ListOptions options = ListOptions.fields("metadata.name=" + name).watching(limit, false);
        try (WatchStream<T> events = client.resources(type).watch(namespace, options)) {
            for (Optional<WatchEvent<T>> event = events.next(); event.isPresent(); event = events.next()) {
                last = Optional.of(event.get().object());
                if (event.get().type() != WatchEvent.Type.DELETED && wanted.test(last.get())) {
                    return last.get();
                }
            }
        }
        throw new AssertionError(
                type.getSimpleName() + " " + namespace + "/" + name + " did not become as wanted within "
                        + limit.toMillis() + " ms; it was last: " + last.map(Object::toString).orElse("not there"));
    }

    @Override
    public void close() {
        closers.close();
    }
}
