package dev.coracle.controllermanager.quota;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.quota.QuotaScopes;
import dev.coracle.api.quota.QuotaUsage;
import dev.coracle.base.clock.Clock;
import dev.coracle.client.controller.WorkQueue;
import dev.coracle.client.informer.Cache;
import dev.coracle.client.informer.EventHandler;
import dev.coracle.client.informer.Keys;
import dev.coracle.client.wire.Serialization;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * Has the quotas of a namespace counted when one of its objects goes, or counts for something else. Not when one comes: admission has
 * counted it before it was stored, and a count made of a cache that does not have it yet would take it back.
 */
final class Replenishment<T extends HasMetadata> implements EventHandler<T> {

    private final GroupResource resource;
    private final Cache<ResourceQuota> quotas;
    private final WorkQueue queue;
    private final Clock clock;

    /** @param resource whose objects are told of */
    Replenishment(GroupResource resource, Cache<ResourceQuota> quotas, WorkQueue queue, Clock clock) {
        this.resource = resource;
        this.quotas = quotas;
        this.queue = queue;
        this.clock = clock;
    }

    @Override
    public void onAdd(T object) {
        // counted by admission
    }

    @Override
    public void onUpdate(T old, T now) {
        List<ResourceQuota> there = quotas.list(now.getMetadata().getNamespace());
        if (!there.isEmpty() && differ(Serialization.toTree(old), Serialization.toTree(now))) {
            there.forEach(quota -> queue.add(Keys.of(quota)));
        }
    }

    private boolean differ(ObjectNode old, ObjectNode now) {
        Instant at = clock.now();
        return QuotaScopes.differ(resource, old, now)
                || !QuotaUsage.of(resource, old, at).equals(QuotaUsage.of(resource, now, at));
    }

    @Override
    public void onDelete(T last) {
        quotas.list(last.getMetadata().getNamespace()).forEach(quota -> queue.add(Keys.of(quota)));
    }

    /** The cluster may have been taken back to where there was less, or more. */
    @Override
    public void onRelisted() {
        quotas.list().forEach(quota -> queue.add(Keys.of(quota)));
    }
}
