package dev.coracle.controllermanager.namespace;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Json;
import dev.coracle.base.clock.Clock;
import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Result;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.client.rest.Discovery;
import dev.coracle.client.resource.ListOptions;
import dev.coracle.client.resource.PatchType;
import dev.coracle.client.wire.Serialization;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import io.fabric8.kubernetes.api.model.Namespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Empties namespaces that are being deleted, then takes the finalizer {@code kubernetes} off them. Watches namespaces; {@code reconcile}: delete
 * every object of every kind that the server serves, pods last to have their grace → say what remains → look again, or let go.
 */
public final class NamespaceController {

    private static final String FINALIZER = "kubernetes";

    private final ApiClient client;
    private final Clock clock;
    private final Informer<Namespace> namespaces;

    private NamespaceController(ControllerContext context) {
        this.client = context.client();
        this.clock = context.clock();
        this.namespaces = context.informers().informer(Namespace.class);
    }

    public static ControllerFactory factory() {
        return ControllerFactory.of("namespace-controller", context -> {
            Controller controller = Controller.named("namespace-controller", context.clock())
                    .watches(context.informers().informer(Namespace.class))
                    .workers(context.options().workersOf("namespace-controller", 10))
                    .reconciler(new NamespaceController(context)::reconcile).build();
            controller.start();
            return controller;
        });
    }

    private Result reconcile(String name) {
        Optional<Namespace> found = namespaces.cache().get("", name);
        if (found.isEmpty() || found.get().getMetadata().getDeletionTimestamp() == null) {
            return Result.done();
        }
        Optional<Namespace> live = client.resources(Namespace.class).get("", name);
        if (live.isEmpty() || !live.get().getMetadata().getUid().equals(found.get().getMetadata().getUid())
                || live.get().getSpec() == null
                || !live.get().getSpec().getFinalizers().contains(FINALIZER)) {
            return Result.done();
        }
        Remains remains = sweep(name);
        tell(live.get(), remains);
        if (remains.none()) {
            release(name);
            return Result.done();
        }
        // Pods wind up within their grace; whatever else remains waits for somebody's finalizer.
        return Result.requeueAfter(Duration.ofMillis(Math.max(200, Math.min(remains.longestGrace() * 500, 5_000))));
    }

    private Remains sweep(String namespace) {
        Map<String, Integer> objects = new TreeMap<>();
        Map<String, Integer> finalizers = new TreeMap<>();
        List<String> failures = new ArrayList<>();
        long[] grace = {0};
        Discovery discovery = client.discovery();
        for (ResourceInfo resource : discovery.preferredResources()) {
            if (resource.namespaced() && resource.verbs().contains("delete") && resource.verbs().contains("list")) {
                try {
                    empty(namespace, resource, objects, finalizers, grace);
                } catch (ApiException e) {
                    if (e.code() != 404 && e.code() != 405) {
                        failures.add(resource.groupResource() + ": " + e.getMessage());
                    }
                }
            }
        }
        return new Remains(objects, finalizers, failures, discovery.failures(), grace[0]);
    }

    private void empty(String namespace, ResourceInfo resource, Map<String, Integer> objects,
            Map<String, Integer> finalizers, long[] grace) {
        List<ObjectNode> items = client.metadata(resource).list(namespace, ListOptions.ALL).items();
        // Whoever takes the cluster back to when this namespace lived does not want it emptied by a sweep that had begun.
        if (items.isEmpty() || !isGoing(namespace)) {
            return;
        }
        if (resource.verbs().contains("deletecollection") && items.stream().anyMatch(item -> !Meta.isDeleting(item))) {
            ObjectNode options = Json.object().put("apiVersion", "v1").put("kind", "DeleteOptions")
                    .put("propagationPolicy", "Background");
            String group = resource.groupVersion().group().isEmpty() ? "/api/" : "/apis/";
            client.raw("DELETE",
                    group + resource.groupVersion() + "/namespaces/" + namespace + "/" + resource.resource(),
                    Optional.of(options));
        } else {
            items.stream().filter(item -> !Meta.isDeleting(item)).forEach(item -> deleteOne(namespace, resource, item));
        }
        List<ObjectNode> left = client.metadata(resource).list(namespace, ListOptions.ALL).items();
        for (ObjectNode item : left) {
            objects.merge(resource.groupResource() + "", 1, Integer::sum);
            Meta.finalizers(item).forEach(finalizer -> finalizers.merge(finalizer, 1, Integer::sum));
            grace[0] = Math.max(grace[0], item.path("metadata").path("deletionGracePeriodSeconds").asLong(0));
        }
    }

    private boolean isGoing(String namespace) {
        return client.resources(Namespace.class).get("", namespace)
                .filter(live -> live.getMetadata().getDeletionTimestamp() != null).isPresent();
    }

    private void deleteOne(String namespace, ResourceInfo resource, ObjectNode item) {
        try {
            client.metadata(resource).delete(namespace, Meta.name(item), DeleteOptions.background());
        } catch (ApiException e) {
            if (!e.isNotFound()) {
                throw e;
            }
        }
    }

    private void tell(Namespace namespace, Remains remains) {
        ObjectNode patch = Json.object();
        ArrayNode conditions = NamespaceConditions.of(namespace, remains, clock.now());
        patch.putObject("status").set("conditions", conditions);
        if (changed(namespace, conditions)) {
            client.resources(Namespace.class).patch("", namespace.getMetadata().getName(), PatchType.STRATEGIC, patch,
                    "status");
        }
    }

    private static boolean changed(Namespace namespace, ArrayNode conditions) {
        return namespace.getStatus().getConditions() == null
                || !Serialization.toTree(namespace.getStatus()).path("conditions").equals(conditions);
    }

    private void release(String name) {
        Optional<Namespace> live = client.resources(Namespace.class).get("", name);
        if (live.isEmpty() || live.get().getMetadata().getDeletionTimestamp() == null) {
            return;
        }
        ObjectNode tree = Serialization.toTree(live.get());
        ArrayNode rest = Json.array();
        live.get().getSpec().getFinalizers().stream().filter(f -> !f.equals(FINALIZER)).forEach(rest::add);
        ((ObjectNode) tree.get("spec")).set("finalizers", rest);
        client.raw("PUT", "/api/v1/namespaces/" + name + "/finalize", Optional.of(tree));
    }
}
