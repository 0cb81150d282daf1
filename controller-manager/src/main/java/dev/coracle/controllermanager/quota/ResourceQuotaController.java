package dev.coracle.controllermanager.quota;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.tree.Json;
import dev.coracle.base.clock.Clock;
import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Result;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.resource.ListOptions;
import dev.coracle.client.wire.Serialization;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Service;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Recounts what a namespace uses against its quotas: admission counts up, only this counts down. Watches quotas, pods, services and claims, and
 * looks again every few seconds at quotas that count other things. {@code reconcile}: count → status.
 */
public final class ResourceQuotaController {

    private static final String NAME = "resourcequota-controller";
    private static final Duration RESYNC = Duration.ofSeconds(2);
    private static final Duration REDISCOVER = Duration.ofSeconds(30);

    private final ApiClient client;
    private final Clock clock;
    private final Informer<ResourceQuota> quotas;
    private final Informer<Pod> pods;
    private final Informer<Service> services;
    private final Informer<PersistentVolumeClaim> claims;
    private final Map<GroupResource, ResourceInfo> served = new ConcurrentHashMap<>();
    private volatile long discovered = Long.MIN_VALUE;

    private ResourceQuotaController(ControllerContext context) {
        this.client = context.client();
        this.clock = context.clock();
        this.quotas = context.informers().informer(ResourceQuota.class);
        this.pods = context.informers().informer(Pod.class);
        this.services = context.informers().informer(Service.class);
        this.claims = context.informers().informer(PersistentVolumeClaim.class);
    }

    public static ControllerFactory factory() {
        return ControllerFactory.of(NAME, context -> {
            ResourceQuotaController its = new ResourceQuotaController(context);
            Controller controller = Controller.named(NAME, context.clock()).watches(its.quotas)
                    .watches(its.pods, pod -> its.quotasOf(pod.getMetadata().getNamespace()))
                    .watches(its.services, service -> its.quotasOf(service.getMetadata().getNamespace()))
                    .watches(its.claims, claim -> its.quotasOf(claim.getMetadata().getNamespace()))
                    .workers(context.options().workersOf(NAME, 5))
                    .reconciler(its::reconcile).build();
            controller.start();
            return controller;
        });
    }

    private List<String> quotasOf(String namespace) {
        return quotas.cache().list(namespace).stream().map(quota -> namespace + "/" + quota.getMetadata().getName())
                .toList();
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
        Map<String, Quantity> used = new TreeMap<>();
        boolean others = false;
        for (Map.Entry<String, tools.jackson.databind.JsonNode> limit : hard.properties()) {
            Optional<Quantity> counted = count(quota, tree, limit.getKey());
            others |= !PodUsage.counts(limit.getKey());
            counted.ifPresent(quantity -> used.put(limit.getKey(), quantity));
        }
        write(quota, tree, hard, used);
        return others ? Result.requeueAfter(RESYNC) : Result.done();
    }

    private Optional<Quantity> count(ResourceQuota quota, ObjectNode tree, String resource) {
        String namespace = quota.getMetadata().getNamespace();
        if (PodUsage.counts(resource)) {
            List<ObjectNode> trees = pods.cache().list(namespace).stream().map(Serialization::toTree).toList();
            return Optional.of(PodUsage.total(trees, tree, resource));
        }
        if (resource.startsWith("services.")) {
            String type = resource.equals("services.nodeports") ? "NodePort" : "LoadBalancer";
            return Optional.of(ServiceUsage.count(services.cache().list(namespace), type));
        }
        if (resource.equals("requests.storage")) {
            return Optional.of(ServiceUsage.storage(claims.cache().list(namespace)));
        }
        return objectCount(namespace, resource);
    }

    private Optional<Quantity> objectCount(String namespace, String resource) {
        String plain = resource.startsWith("count/") ? resource.substring("count/".length()) : resource;
        int dot = plain.indexOf('.');
        GroupResource wanted = dot < 0
                ? new GroupResource("", plain)
                : new GroupResource(plain.substring(dot + 1), plain.substring(0, dot));
        return served(wanted).map(info -> Quantity
                .of(client.metadata(info).list(namespace, ListOptions.ALL).items().size(), Quantity.Format.DECIMAL_SI));
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
