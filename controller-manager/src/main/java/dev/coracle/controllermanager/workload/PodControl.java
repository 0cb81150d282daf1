package dev.coracle.controllermanager.workload;

import dev.coracle.client.event.EventRecorder;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.client.resource.ResourceClient;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;

/** Creates and deletes pods for an owner, and tells the owner's events about it. */
public final class PodControl {

    /** The cause in a refusal to create in a namespace that is being deleted: no use to try again or to complain. */
    public static final String NAMESPACE_TERMINATING = "NamespaceTerminating";

    private final ResourceClient<Pod> pods;
    private final EventRecorder events;

    public PodControl(ResourceClient<Pod> pods, EventRecorder events) {
        this.pods = pods;
        this.events = events;
    }

    /** Creates {@code pod}; the answer is the pod as the server has it. */
    public Pod create(Pod pod, HasMetadata owner) {
        try {
            Pod created = pods.create(pod);
            events.event(owner, "Normal", "SuccessfulCreate", "Created pod: " + created.getMetadata().getName());
            return created;
        } catch (ApiException e) {
            if (!e.hasCause(NAMESPACE_TERMINATING)) {
                events.event(owner, "Warning", "FailedCreate", "Error creating: " + e.getMessage());
            }
            throw e;
        }
    }

    /** Deletes {@code pod}; a pod that is gone already is an {@link ApiException} without an event. */
    public void delete(Pod pod, HasMetadata owner) {
        try {
            pods.delete(pod.getMetadata().getNamespace(), pod.getMetadata().getName(), DeleteOptions.DEFAULT);
            events.event(owner, "Normal", "SuccessfulDelete", "Deleted pod: " + pod.getMetadata().getName());
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                events.event(owner, "Warning", "FailedDelete", "Error deleting: " + e.getMessage());
            }
            throw e;
        }
    }
}
