package dev.coracle.controllermanager.node;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Json;
import dev.coracle.base.clock.Clock;
import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Result;
import dev.coracle.client.event.EventRecorder;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.wire.Copies;
import dev.coracle.client.resource.ListOptions;
import dev.coracle.client.resource.PatchType;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Watches over the nodes' heartbeats. Watches nodes and their leases; {@code reconcile}: a node silent for longer than the grace period has its
 * conditions set to Unknown → the taints that its conditions ask for ({@link NodeTaints}) → its pods no longer count as ready. Pods that must
 * leave are the taint controller's.
 */
public final class NodeLifecycleController {

    private static final String NAME = "node-lifecycle-controller";
    private static final ListOptions NODE_LEASES = ListOptions.ALL;
    private static final String LEASE_NAMESPACE = "kube-node-lease";

    private final ApiClient client;
    private final Clock clock;
    private final EventRecorder events;
    private final Informer<Node> nodes;
    private final Informer<Lease> leases;
    private final Informer<Pod> pods;
    private final Duration grace;
    private final Duration period;
    /** When each node was last heard of, by this machine's clock: the nodes' own clocks may be wrong. */
    private final Map<String, Heard> heard = new ConcurrentHashMap<>();

    private record Heard(String sign, long at) {}

    private NodeLifecycleController(ControllerContext context) {
        this.client = context.client();
        this.clock = context.clock();
        this.events = context.events();
        this.nodes = context.informers().informer(Node.class);
        this.leases = context.informers().informer(Lease.class, NODE_LEASES);
        this.pods = context.informers().informer(Pod.class);
        this.grace = context.options().nodeMonitorGracePeriod();
        this.period = context.options().nodeMonitorPeriod();
    }

    public static ControllerFactory factory() {
        return ControllerFactory.of(NAME, context -> {
            NodeLifecycleController its = new NodeLifecycleController(context);
            Controller controller = Controller.named(NAME, context.clock()).watches(its.nodes)
                    .watches(its.leases,
                            lease -> LEASE_NAMESPACE.equals(lease.getMetadata().getNamespace())
                                    ? List.of(lease.getMetadata().getName())
                                    : List.of())
                    .reads(its.pods).workers(context.options().workersOf(NAME, 4)).reconciler(its::reconcile).build();
            controller.start();
            return controller;
        });
    }

    private Result reconcile(String name) {
        Optional<Node> found = nodes.cache().get("", name);
        if (found.isEmpty()) {
            heard.remove(name);
            return Result.done();
        }
        Node node = found.get();
        long silence = clock.nanoTime() - lastHeard(node).at();
        if (silence > grace.toNanos()) {
            node = declareSilent(node);
        }
        mendTaints(node);
        if (!isReady(node)) {
            markPods(name);
        }
        return Result.requeueAfter(period);
    }

    private Heard lastHeard(Node node) {
        String name = node.getMetadata().getName();
        String renewed = leases.cache().get(LEASE_NAMESPACE, name)
                .map(lease -> String.valueOf(lease.getSpec().getRenewTime())).orElse("");
        String beat = NodeTaints.condition(node, "Ready").filter(c -> !"Unknown".equals(c.getStatus()))
                .map(NodeCondition::getLastHeartbeatTime).orElse("");
        String sign = renewed + "|" + beat;
        return heard.compute(name,
                (n, last) -> last != null && last.sign.equals(sign) ? last : new Heard(sign, clock.nanoTime()));
    }

    private Node declareSilent(Node node) {
        if (NodeTaints.condition(node, "Ready").filter(c -> "Unknown".equals(c.getStatus())).isPresent()) {
            return node;
        }
        Instant now = clock.now();
        Node silent = Copies.deepCopy(node);
        List<NodeCondition> conditions = new ArrayList<>();
        for (NodeCondition condition : silent.getStatus().getConditions()) {
            conditions.add(new NodeConditionBuilder(condition).withStatus("Unknown").withReason("NodeStatusUnknown")
                    .withMessage("Kubelet stopped posting node status.").withLastTransitionTime(Meta.time(now))
                    .build());
        }
        if (NodeTaints.condition(node, "Ready").isEmpty()) {
            conditions.add(new NodeConditionBuilder().withType("Ready").withStatus("Unknown")
                    .withReason("NodeStatusNeverUpdated")
                    .withMessage("Kubelet never posted node status.").withLastHeartbeatTime(Meta.time(now))
                    .withLastTransitionTime(Meta.time(now)).build());
        }
        silent.getStatus().setConditions(conditions);
        events.event(node, EventRecorder.NORMAL, "NodeNotReady",
                "Node " + node.getMetadata().getName() + " status is now: NodeNotReady");
        Node updated = client.resources(Node.class).updateStatus(silent);
        heard.computeIfPresent(node.getMetadata().getName(),
                (n, last) -> new Heard(leases.cache().get(LEASE_NAMESPACE, n)
                        .map(lease -> String.valueOf(lease.getSpec().getRenewTime())).orElse("") + "|", last.at));
        return updated;
    }

    private void mendTaints(Node node) {
        List<Taint> now = node.getSpec() == null || node.getSpec().getTaints() == null
                ? List.of()
                : node.getSpec().getTaints();
        List<Taint> wanted = NodeTaints.wanted(node, now, Meta.time(clock.now()));
        if (wanted.equals(now)) {
            return;
        }
        Node live = client.resources(Node.class).get("", node.getMetadata().getName()).orElse(node);
        List<Taint> its = live.getSpec().getTaints() == null ? List.of() : live.getSpec().getTaints();
        live.getSpec().setTaints(NodeTaints.wanted(live, its, Meta.time(clock.now())));
        client.resources(Node.class).update(live);
    }

    static boolean isReady(Node node) {
        return NodeTaints.condition(node, "Ready").filter(c -> "True".equals(c.getStatus())).isPresent();
    }

    /** The pods of a node that is not ready are not ready either, so that services leave them out. */
    private void markPods(String node) {
        for (Pod pod : pods.cache().list()) {
            if (node.equals(Pods.nodeName(pod)) && Pods.isReady(pod)) {
                ObjectNode patch = Json.object();
                patch.putObject("status").putArray("conditions").addObject().put("type", "Ready").put("status", "False")
                        .put("lastTransitionTime",
                                Meta.time(clock.now()));
                try {
                    client.resources(Pod.class).patch(pod.getMetadata().getNamespace(), pod.getMetadata().getName(),
                            PatchType.STRATEGIC, patch, "status");
                } catch (ApiException e) {
                    if (!e.isNotFound()) {
                        throw e;
                    }
                }
            }
        }
    }
}
