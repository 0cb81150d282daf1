package dev.coracle.controllermanager.cleanup;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Json;
import dev.coracle.base.clock.Clock;
import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Result;
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
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Removes pods that nobody else will: those of nodes that are gone, those deleted before they had a node, and finished ones beyond a number.
 * Looks every 20 s, and when a node goes.
 */
public final class PodGarbageController {

    private static final String SWEEP = "sweep";
    private static final Duration PERIOD = Duration.ofSeconds(20);

    private final ApiClient client;
    private final Informer<Pod> pods;
    private final Informer<Node> nodes;
    private final Clock clock;
    private final int threshold;

    private PodGarbageController(ControllerContext context) {
        this.client = context.client();
        this.pods = context.informers().informer(Pod.class);
        this.nodes = context.informers().informer(Node.class);
        this.clock = context.clock();
        this.threshold = context.options().terminatedPodThreshold();
    }

    public static ControllerFactory factory() {
        return ControllerFactory.of("pod-garbage-collector-controller",
                context -> new PodGarbageController(context).start());
    }

    private AutoCloseable start() {
        Controller controller = Controller.named("pod-garbage-collector-controller", clock).reads(pods).reads(nodes)
                .reconciler(key -> sweep()).build();
        controller.queue().add(SWEEP);
        controller.start();
        return controller;
    }

    private Result sweep() {
        List<Pod> all = pods.cache().list();
        if (threshold > 0) {
            List<Pod> finished = all.stream().filter(Pods::isTerminal).sorted(Comparator.comparing(Pods::created))
                    .toList();
            finished.stream().limit(Math.max(0, finished.size() - threshold)).forEach(this::delete);
        }
        for (Pod pod : all) {
            String node = Pods.nodeName(pod);
            if (node.isEmpty() && Pods.isTerminating(pod)) {
                delete(pod);
            } else if (!node.isEmpty() && nodes.cache().get("", node).isEmpty()
                    && client.resources(Node.class).get("", node).isEmpty()) {
                fail(pod);
                delete(pod);
            }
        }
        return Result.requeueAfter(PERIOD);
    }

    /** A pod whose node is gone did not succeed: its owner should know. */
    private void fail(Pod pod) {
        if (Pods.isTerminal(pod)) {
            return;
        }
        ObjectNode patch = Json.object();
        ObjectNode status = patch.putObject("status").put("phase", "Failed");
        status.putArray("conditions").addObject().put("type", "DisruptionTarget").put("status", "True")
                .put("reason", "DeletionByPodGC")
                .put("message", "PodGC: node no longer exists").put("lastTransitionTime", Meta.time(clock.now()));
        quietly(() -> client.resources(Pod.class).patch(pod.getMetadata().getNamespace(), pod.getMetadata().getName(),
                PatchType.STRATEGIC, patch, "status"));
    }

    private void delete(Pod pod) {
        quietly(() -> client.resources(Pod.class).delete(pod.getMetadata().getNamespace(), pod.getMetadata().getName(),
                DeleteOptions.DEFAULT.withGracePeriodSeconds(0).withUid(pod.getMetadata().getUid())));
    }

    private static void quietly(Runnable call) {
        try {
            call.run();
        } catch (ApiException e) {
            if (!e.isNotFound() && !e.isConflict()) {
                throw e;
            }
        }
    }
}
