package dev.coracle.controllermanager.quota;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.quota.QuotaNames;
import dev.coracle.api.quota.QuotaUsage;
import dev.coracle.api.tree.Json;
import dev.coracle.base.clock.Clock;
import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Result;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.resource.ListOptions;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.wire.Serialization;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Counts what a namespace uses against its quotas: admission counts up, only this counts down. Watches quotas, and pods, services and
 * claims for what gives something back: of what is new the admission knows first, and who counted before the new object has come to the
 * cache would take it from the quota. Other objects it counts every few seconds. {@code reconcile}: count → status.
 */
public final class ResourceQuotaController {

    private static final String NAME = "resourcequota-controller";
    private static final Duration UNWATCHED = Duration.ofSeconds(2);
    private static final Duration RESYNC = Duration.ofMinutes(5);
    private static final Duration REDISCOVER = Duration.ofSeconds(30);

    private final ApiClient client;
    private final Clock clock;
    private final Informer<ResourceQuota> quotas;
    private final Map<GroupResource, Informer<? extends HasMetadata>> watched;
    private final Map<GroupResource, ResourceInfo> served = new ConcurrentHashMap<>();
    private volatile long discovered = Long.MIN_VALUE;

    private ResourceQuotaController(ControllerContext context) {
        this.client = context.client();
        this.clock = context.clock();
        this.quotas = context.informers().informer(ResourceQuota.class);
        this.watched = Map.of(new GroupResource("", "pods"), context.informers().informer(Pod.class),
                new GroupResource("", "services"), context.informers().informer(Service.class),
                new GroupResource("", "persistentvolumeclaims"),
                context.informers().informer(PersistentVolumeClaim.class));
    }

    public static ControllerFactory factory() {
        return ControllerFactory.of(NAME, context -> {
            ResourceQuotaController its = new ResourceQuotaController(context);
            Controller.Builder builder = Controller.named(NAME, context.clock()).reads(its.quotas)
                    .workers(context.options().workersOf(NAME, 5)).reconciler(its::reconcile);
            its.quotas.addHandler(new QuotaChanges(builder.queue()));
            its.watched.forEach((resource, informer) -> its.replenish(resource, informer, builder));
            Controller controller = builder.build();
            controller.start();
            return controller;
        });
    }

    private <T extends HasMetadata> void replenish(GroupResource resource, Informer<T> informer,
            Controller.Builder builder) {
        builder.reads(informer);
        informer.addHandler(new Replenishment<>(resource, quotas.cache(), builder.queue(), clock));
    }

    private Result reconcile(String key) {
        Optional<ResourceQuota> found = quotas.cache().get(key);
        if (found.isEmpty() || found.get().getMetadata().getDeletionTimestamp() != null) {
            return Result.done();
        }
        ResourceQuota quota = found.get();
        ObjectNode tree = Serialization.toTree(quota);
        ObjectNode hard = Json.object();
        tree.path("spec").path("hard").properties().forEach(e -> hard.set(e.getKey(), e.getValue()));
        Map<GroupResource, Set<String>> wanted = new HashMap<>();
        hard.propertyNames().forEach(name -> QuotaNames.counted(name)
                .ifPresent(resource -> wanted.computeIfAbsent(resource, r -> new TreeSet<>()).add(name)));
        Map<String, Quantity> used = new TreeMap<>();
        wanted.forEach((resource, names) -> count(tree, resource, names).ifPresent(used::putAll));
        write(quota, tree, hard, used);
        return Result.requeueAfter(watched.keySet().containsAll(wanted.keySet()) ? RESYNC : UNWATCHED);
    }

    /** How much there is of each of the names; empty if nobody serves such objects. */
    private Optional<Map<String, Quantity>> count(ObjectNode quota, GroupResource resource, Set<String> names) {
        String namespace = Meta.namespace(quota);
        Informer<? extends HasMetadata> informer = watched.get(resource);
        if (informer != null) {
            return Optional.of(QuotaCount.of(quota, resource, names,
                    informer.cache().list(namespace).stream().map(Serialization::toTree), clock.now()));
        }
        return served(resource).map(info -> QuotaCount.of(quota, resource, names, QuotaUsage.needsObjects(resource)
                ? client.dynamic(info).list(namespace, ListOptions.ALL).items().stream()
                : client.metadata(info).list(namespace, ListOptions.ALL).items().stream(),
                clock.now()));
    }

    private Optional<ResourceInfo> served(GroupResource wanted) {
        boolean stale = discovered == Long.MIN_VALUE || clock.nanoTime() - discovered > REDISCOVER.toNanos();
        if (!served.containsKey(wanted) && stale) {
            client.discovery().preferredResources().forEach(info -> served.put(info.groupResource(), info));
            discovered = clock.nanoTime();
        }
        return Optional.ofNullable(served.get(wanted))
                .filter(info -> info.namespaced() && info.verbs().contains("list"));
    }

    private void write(ResourceQuota quota, ObjectNode tree, ObjectNode hard, Map<String, Quantity> used) {
        ObjectNode status = Json.object();
        status.set("hard", hard);
        ObjectNode usedTree = status.putObject("used");
        used.forEach((name, quantity) -> usedTree.put(name, quantity.toString()));
        if (QuotaStatus.same(tree.path("status"), status)) {
            return;
        }
        tree.set("status", status);
        try {
            client.resources(ResourceQuota.class).updateStatus(Serialization.fromTree(tree, ResourceQuota.class));
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }
}
