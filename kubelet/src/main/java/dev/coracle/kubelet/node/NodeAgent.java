package dev.coracle.kubelet.node;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Json;
import dev.coracle.base.clock.Clock;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.resource.PatchType;
import dev.coracle.client.wire.Serialization;
import dev.coracle.kubelet.KubeletOptions;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps one node alive in the API: registers it, renews its lease every 10 s and its status every 5 min. A node with the annotation
 * {@code coracle.dev/crashed: "true"} falls silent as if its machine had died, until the annotation is gone.
 */
final class NodeAgent implements AutoCloseable {

    static final String CRASHED = "coracle.dev/crashed";
    private static final String LEASES = "kube-node-lease";
    private static final Duration RENEW = Duration.ofSeconds(10);
    private static final Duration STATUS = Duration.ofMinutes(5);
    private static final Duration RETRY = Duration.ofMillis(200);
    private static final Logger log = LoggerFactory.getLogger(NodeAgent.class);

    private final String name;
    private final int index;
    private final ApiClient client;
    private final KubeletOptions options;
    private final NodeDirectory directory;
    private final Clock clock;
    private final Consumer<String> returned;
    private final Thread thread;
    private Instant statusTold = Instant.MIN;

    /** @param returned is told the node's name when it comes up, or comes back */
    NodeAgent(String name, int index, ApiClient client, KubeletOptions options, NodeDirectory directory, Clock clock,
            Consumer<String> returned) {
        this.name = name;
        this.index = index;
        this.client = client;
        this.options = options;
        this.directory = directory;
        this.clock = clock;
        this.returned = returned;
        this.thread = Thread.ofVirtual().name("node-" + name).unstarted(this::live);
    }

    void start() {
        thread.start();
    }

    private void live() {
        try {
            boolean registered = false;
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    if (!registered) {
                        register();
                        registered = true;
                    }
                    beat();
                    clock.sleep(RENEW);
                } catch (ApiException e) {
                    log.info("node {}: {}", name, e.getMessage());
                    registered &= !e.isNotFound();
                    clock.sleep(registered ? Duration.ofSeconds(1) : RETRY);
                } catch (UncheckedIOException unreachable) {
                    log.debug("node {}: {}", name, unreachable.getMessage());
                    clock.sleep(RETRY);
                }
            }
        } catch (InterruptedException | CancellationException closing) {
            Thread.currentThread().interrupt();
        }
    }

    private void register() {
        Optional<Node> there = client.resources(Node.class).get("", name);
        Node wanted = NodeTemplates.node(name, index, options, directory.hostAddress(), clock.now());
        Node node = there.orElseGet(() -> client.resources(Node.class).create(wanted));
        String cidr = node.getSpec() == null || node.getSpec().getPodCIDR() == null
                ? NodeTemplates.podCidr(index)
                : node.getSpec().getPodCIDR();
        directory.add(name, cidr);
        tellStatus(wanted);
        lease();
        returned.accept(name);
    }

    private void beat() {
        Node node = client.resources(Node.class).get("", name)
                .orElseThrow(() -> new ApiException(404, "NotFound", "node " + name + " was deleted"));
        boolean crashed = node.getMetadata().getAnnotations() != null
                && "true".equals(node.getMetadata().getAnnotations().get(CRASHED));
        boolean news = directory.setCrashed(name, crashed);
        if (crashed) {
            return;
        }
        lease();
        if (news || Duration.between(statusTold, clock.now()).compareTo(STATUS) > 0 || !NodeTemplates.isReady(node)
                || !NodeTemplates.isReachedAt(node, options.port(), directory.hostAddress())) {
            tellStatus(NodeTemplates.node(name, index, options, directory.hostAddress(), clock.now()));
            returned.accept(name);
        }
        ObjectNode extended = ExtendedResources.missing(node);
        if (!extended.isEmpty()) {
            ObjectNode patch = Json.object();
            patch.putObject("status").set("allocatable", extended);
            client.resources(Node.class).patch("", name, PatchType.STRATEGIC, patch, "status");
        }
    }

    private void tellStatus(Node wanted) {
        ObjectNode patch = Json.object();
        patch.set("status", Serialization.toTree(wanted).get("status"));
        client.resources(Node.class).patch("", name, PatchType.STRATEGIC, patch, "status");
        statusTold = clock.now();
    }

    private void lease() {
        Optional<Lease> there = client.resources(Lease.class).get(LEASES, name);
        if (there.isEmpty()) {
            Node node = client.resources(Node.class).get("", name)
                    .orElseThrow(() -> new ApiException(404, "NotFound", "node " + name + " was deleted"));
            client.resources(Lease.class)
                    .create(new LeaseBuilder().withNewMetadata().withNamespace(LEASES).withName(name)
                            .addNewOwnerReference()
                            .withApiVersion("v1").withKind("Node").withName(name).withUid(node.getMetadata().getUid())
                            .endOwnerReference().endMetadata()
                            .withNewSpec().withHolderIdentity(name).withLeaseDurationSeconds(40)
                            .withRenewTime(clock.now().atZone(ZoneOffset.UTC)).endSpec().build());
            return;
        }
        ObjectNode patch = Json.object();
        patch.putObject("spec").put("renewTime", Meta.microTime(clock.now()));
        client.resources(Lease.class).patch(LEASES, name, PatchType.MERGE, patch);
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
