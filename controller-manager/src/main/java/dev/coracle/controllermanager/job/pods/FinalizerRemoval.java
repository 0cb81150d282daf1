package dev.coracle.controllermanager.job.pods;

import dev.coracle.client.informer.EventHandler;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.resource.PatchType;
import dev.coracle.client.resource.ResourceClient;
import dev.coracle.controllermanager.workload.SlowStart;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lets pods go that are counted, and remembers which until the cache shows it: a cache that lags must not make one
 * count twice. Safe for any thread.
 */
public final class FinalizerRemoval implements EventHandler<Pod> {

    private final ResourceClient<Pod> pods;
    private final Set<String> released = ConcurrentHashMap.newKeySet();

    public FinalizerRemoval(ResourceClient<Pod> pods) {
        this.pods = pods;
    }

    /** The uids of pods that lost their finalizer though the cache may not show it. */
    public Set<String> released() {
        return released;
    }

    /** Removes the finalizer of each; a failure of some leaves the others done. */
    public SlowStart.Outcome release(List<Pod> counted) throws InterruptedException {
        return SlowStart.all(counted.size(), i -> release(counted.get(i)));
    }

    public void release(Pod pod) {
        ObjectNode patch = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = patch.putObject("metadata");
        metadata.put("uid", pod.getMetadata().getUid());
        metadata.putArray("$deleteFromPrimitiveList/finalizers").add(JobPods.FINALIZER);
        released.add(pod.getMetadata().getUid());
        try {
            pods.patch(pod.getMetadata().getNamespace(), pod.getMetadata().getName(), PatchType.STRATEGIC, patch);
        } catch (ApiException e) {
            // Gone, or another pod of that name: there is nothing left to release.
            if (!e.isNotFound() && !e.isConflict()) {
                released.remove(pod.getMetadata().getUid());
                throw e;
            }
        } catch (RuntimeException e) {
            released.remove(pod.getMetadata().getUid());
            throw e;
        }
    }

    @Override
    public void onAdd(Pod pod) {
        if (!JobPods.isTracked(pod)) {
            released.remove(pod.getMetadata().getUid());
        }
    }

    @Override
    public void onUpdate(Pod old, Pod now) {
        if (!old.getMetadata().getUid().equals(now.getMetadata().getUid())) {
            released.remove(old.getMetadata().getUid());
        }
        onAdd(now);
    }

    @Override
    public void onDelete(Pod pod) {
        released.remove(pod.getMetadata().getUid());
    }
}
