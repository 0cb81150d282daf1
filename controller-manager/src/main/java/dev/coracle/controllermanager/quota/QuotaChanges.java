package dev.coracle.controllermanager.quota;

import dev.coracle.client.controller.WorkQueue;
import dev.coracle.client.informer.EventHandler;
import dev.coracle.client.informer.Keys;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import java.util.Objects;

/** Has a quota counted when it is new or limits something else; not when admission has counted up in its status. */
final class QuotaChanges implements EventHandler<ResourceQuota> {

    private final WorkQueue queue;

    QuotaChanges(WorkQueue queue) {
        this.queue = queue;
    }

    @Override
    public void onAdd(ResourceQuota quota) {
        queue.add(Keys.of(quota));
    }

    @Override
    public void onUpdate(ResourceQuota old, ResourceQuota now) {
        if (!Objects.equals(old.getSpec(), now.getSpec())) {
            queue.add(Keys.of(now));
        }
    }

    @Override
    public void onDelete(ResourceQuota last) {
        // its status goes with it
    }
}
