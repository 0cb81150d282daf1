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
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.client.resource.PatchType;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import dev.coracle.controllermanager.workload.Pods;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deletes pods from nodes whose {@code NoExecute} taints they do not tolerate, or no longer. Watches pods and nodes; {@code reconcile}: how long may
 * the pod stay → delete it now, look again then, or leave it.
 */
public final class TaintEvictionController {

    private static final String NAME = "taint-eviction-controller";

    private final ApiClient client;
    private final Clock clock;
    private final EventRecorder events;
    private final Informer<Node> nodes;
    private final Informer<Pod> pods;
    /** Since when each pod has been under its node's taints. */
    private final Map<String, Instant> since = new ConcurrentHashMap<>();

    private TaintEvictionController(ControllerContext context) {
        this.client = context.client();
        this.clock = context.clock();
        this.events = context.events();
        this.nodes = context.informers().informer(Node.class);
        this.pods = context.informers().informer(Pod.class);
    }

    public static ControllerFactory factory() {
        return ControllerFactory.of(NAME, context -> {
            TaintEvictionController its = new TaintEvictionController(context);
            Controller controller = Controller.named(NAME, context.clock()).watches(its.pods)
                    .watches(its.nodes, its::podsOf)
                    .workers(context.options().workersOf(NAME, 8)).reconciler(its::reconcile).build();
            controller.start();
            return controller;
        });
    }

    private List<String> podsOf(Node node) {
        String name = node.getMetadata().getName();
        return noExecute(node).isEmpty() && since.isEmpty()
                ? List.of()
                : pods.cache().list().stream().filter(pod -> name.equals(Pods.nodeName(pod)))
                        .map(pod -> pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName()).toList();
    }

    private static List<Taint> noExecute(Node node) {
        return node.getSpec() == null || node.getSpec().getTaints() == null
                ? List.of()
                : node.getSpec().getTaints().stream().filter(taint -> "NoExecute".equals(taint.getEffect())).toList();
    }

    private Result reconcile(String key) {
        Optional<Pod> found = pods.cache().get(key);
        List<Taint> taints = found.flatMap(pod -> nodes.cache().get("", Pods.nodeName(pod)))
                .map(TaintEvictionController::noExecute).orElse(List.of());
        if (found.isEmpty() || taints.isEmpty() || Pods.isTerminating(found.get())) {
            since.remove(key);
            return Result.done();
        }
        Pod pod = found.get();
        Optional<Optional<Duration>> stay = mayStay(pod, taints);
        if (stay.isPresent() && stay.get().isEmpty()) {
            since.remove(key);
            return Result.done();
        }
        Duration allowed = stay.flatMap(s -> s).orElse(Duration.ZERO);
        Instant begun = since.computeIfAbsent(key, k -> clock.now());
        Duration left = Duration.between(clock.now(), begun.plus(allowed));
        if (left.isPositive()) {
            return Result.requeueAfter(left);
        }
        evict(pod);
        since.remove(key);
        return Result.done();
    }

    /** Empty: not at all; a duration: so long; an empty duration: for ever. */
    static Optional<Optional<Duration>> mayStay(Pod pod, List<Taint> taints) {
        List<Toleration> tolerations = pod.getSpec().getTolerations() == null
                ? List.of()
                : pod.getSpec().getTolerations();
        Optional<Duration> shortest = Optional.empty();
        for (Taint taint : taints) {
            List<Toleration> fitting = tolerations.stream().filter(t -> tolerates(t, taint)).toList();
            if (fitting.isEmpty()) {
                return Optional.empty();
            }
            for (Toleration toleration : fitting) {
                if (toleration.getTolerationSeconds() != null) {
                    Duration its = Duration.ofSeconds(Math.max(0, toleration.getTolerationSeconds()));
                    shortest = shortest.filter(s -> s.compareTo(its) <= 0).or(() -> Optional.of(its));
                }
            }
        }
        return Optional.of(shortest);
    }

    private static boolean tolerates(Toleration toleration, Taint taint) {
        boolean effect = toleration.getEffect() == null || toleration.getEffect().isEmpty()
                || toleration.getEffect().equals(taint.getEffect());
        boolean anyKey = toleration.getKey() == null || toleration.getKey().isEmpty();
        boolean key = anyKey || toleration.getKey().equals(taint.getKey());
        boolean exists = "Exists".equals(toleration.getOperator());
        String value = toleration.getValue() == null ? "" : toleration.getValue();
        String its = taint.getValue() == null ? "" : taint.getValue();
        return effect && key && (exists || !anyKey && value.equals(its));
    }

    private void evict(Pod pod) {
        String namespace = pod.getMetadata().getNamespace();
        String name = pod.getMetadata().getName();
        events.event(pod, EventRecorder.NORMAL, "TaintManagerEviction",
                "Marking for deletion Pod " + namespace + "/" + name);
        ObjectNode patch = Json.object();
        patch.putObject("status").putArray("conditions").addObject().put("type", "DisruptionTarget")
                .put("status", "True").put("reason", "DeletionByTaintManager")
                .put("message", "Taint manager: deleting due to NoExecute taint")
                .put("lastTransitionTime", Meta.time(clock.now()));
        try {
            client.resources(Pod.class).patch(namespace, name, PatchType.STRATEGIC, patch, "status");
            client.resources(Pod.class).delete(namespace, name,
                    DeleteOptions.DEFAULT.withUid(pod.getMetadata().getUid()));
        } catch (ApiException e) {
            if (!e.isNotFound() && !e.isConflict()) {
                throw e;
            }
        }
    }
}
