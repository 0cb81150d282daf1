package dev.coracle.scheduler;

import dev.coracle.base.clock.Clock;
import dev.coracle.client.event.EventRecorder;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.client.resource.PatchType;
import dev.coracle.client.resource.ResourceClient;
import dev.coracle.client.wire.Serialization;
import dev.coracle.scheduler.model.PodInfo;
import dev.coracle.scheduler.queue.Waiting;
import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.io.UncheckedIOException;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Everything the scheduler asks the API server to change, on virtual threads, so many at once: bindings, conditions,
 * evictions. A caller waits only when all places are taken.
 */
final class ApiWriter implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ApiWriter.class);

    private final ResourceClient<Pod> pods;
    private final Clock clock;
    private final EventRecorder events;
    private final Consumer<Message> inbox;
    private final Semaphore places;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("scheduler write ", 0).factory());

    ApiWriter(ApiClient client, Clock clock, EventRecorder events, int parallelism, Consumer<Message> inbox) {
        this.pods = client.resources(Pod.class);
        this.clock = clock;
        this.events = events;
        this.inbox = inbox;
        this.places = new Semaphore(parallelism);
    }

    private void submit(Runnable task) throws InterruptedException {
        places.acquire();
        threads.execute(() -> {
            try {
                task.run();
            } catch (CancellationException e) {
                // Closed.
            } finally {
                places.release();
            }
        });
    }

    /** Whatever else is to be asked for on behalf of a pod; a refusal is logged. */
    void write(PodInfo pod, Runnable request) throws InterruptedException {
        submit(() -> {
            try {
                request.run();
            } catch (ApiException | UncheckedIOException e) {
                log.warn("For pod {}: {}", pod, e.getMessage());
            }
        });
    }

    /** Binds the pod; a failure comes back as a message. */
    void bind(Waiting waiting, PodInfo pod, String node) throws InterruptedException {
        submit(() -> {
            try {
                pods.createSubresource(pod.namespace(), pod.name(), "binding",
                        new BindingBuilder().withNewMetadata().withName(pod.name()).withNamespace(pod.namespace())
                                .withUid(pod.uid()).endMetadata().withNewTarget().withKind("Node").withName(node)
                                .endTarget().build(),
                        JsonNode.class);
                SchedulerMetrics.bound(clock.nanoTime() - waiting.addedAt());
                events.event(pod.pod(), EventRecorder.NORMAL, "Scheduled",
                        "Successfully assigned " + pod.key() + " to " + node);
            } catch (ApiException | UncheckedIOException e) {
                inbox.accept(new Message.BindingFailed(waiting, pod, String.valueOf(e.getMessage())));
            }
        });
    }

    /** Says on the pod, and by an event unless it is no news, why it has no node yet, and where room is made for it. */
    void unscheduled(Waiting waiting, String reason, String message, String nominatedNode)
            throws InterruptedException {
        PodInfo pod = waiting.pod();
        if (waiting.isNews(message, clock.nanoTime())) {
            events.event(pod.pod(), EventRecorder.WARNING, "FailedScheduling", message);
        }
        if (conditionIs(pod, reason, message) && pod.nominatedNode().equals(nominatedNode)) {
            return;
        }
        submit(() -> {
            ObjectNode patch = Serialization.mapper().createObjectNode();
            ObjectNode status = patch.putObject("status");
            condition(status, "PodScheduled", "False", reason, message);
            if (nominatedNode.isEmpty()) {
                status.putNull("nominatedNodeName");
            } else {
                status.put("nominatedNodeName", nominatedNode);
            }
            patchStatus(pod, patch);
        });
    }

    /** The room that was made for the pod goes to another. */
    void clearNomination(PodInfo pod) throws InterruptedException {
        submit(() -> {
            ObjectNode patch = Serialization.mapper().createObjectNode();
            patch.putObject("status").putNull("nominatedNodeName");
            patchStatus(pod, patch);
        });
    }

    private static boolean conditionIs(PodInfo pod, String reason, String message) {
        if (pod.pod().getStatus() == null) {
            return false;
        }
        List<PodCondition> conditions = pod.pod().getStatus().getConditions();
        return conditions.stream().anyMatch(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus())
                && reason.equals(c.getReason()) && message.equals(c.getMessage()));
    }

    /** Sends pods away from a node for {@code pod}. */
    void evict(PodInfo pod, List<PodInfo> victims, String node) throws InterruptedException {
        for (PodInfo victim : victims) {
            if (victim.terminating()) {
                continue;
            }
            submit(() -> evict(pod, victim, node));
        }
    }

    private void evict(PodInfo pod, PodInfo victim, String node) {
        ObjectNode patch = Serialization.mapper().createObjectNode();
        condition(patch.putObject("status"), "DisruptionTarget", "True", "PreemptionByScheduler",
                pod.schedulerName() + ": preempting to accommodate a higher priority pod");
        patchStatus(victim, patch);
        try {
            pods.delete(victim.namespace(), victim.name(), DeleteOptions.DEFAULT.withUid(victim.uid()));
            events.event(victim.pod(), EventRecorder.NORMAL, "Preempted",
                    "Preempted by pod " + pod.uid() + " on node " + node);
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                log.warn("Pod {} could not be preempted: {}", victim, e.getMessage());
            }
        } catch (UncheckedIOException e) {
            log.warn("Pod {} could not be preempted: {}", victim, e.getMessage());
        }
    }

    private void condition(ObjectNode status, String type, String value, String reason, String message) {
        status.putArray("conditions").addObject().put("type", type).put("status", value).put("reason", reason)
                .put("message", message).putNull("lastProbeTime")
                .put("lastTransitionTime", clock.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    private void patchStatus(PodInfo pod, ObjectNode patch) {
        patch.putObject("metadata").put("uid", pod.uid());
        try {
            pods.patch(pod.namespace(), pod.name(), PatchType.STRATEGIC, patch, "status");
        } catch (ApiException e) {
            if (!e.isNotFound() && !e.isConflict()) {
                log.warn("The status of pod {} could not be written: {}", pod, e.getMessage());
            }
        } catch (UncheckedIOException e) {
            log.debug("The status of pod {} could not be written: {}", pod, e.getMessage());
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
