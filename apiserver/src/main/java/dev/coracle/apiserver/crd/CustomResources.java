package dev.coracle.apiserver.crd;

import dev.coracle.api.meta.Conditions;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.loop.ResourceLoop;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.ResourceTable;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.storage.cache.WatchCache;
import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.apiserver.webhook.WebhookCaller;
import dev.coracle.base.clock.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Serves what CustomResourceDefinitions define. One thread follows the definitions: accepts their names, puts their resources into the
 * table of what is served, takes them out again, and empties a definition that is being deleted before it goes.
 */
public final class CustomResources implements AutoCloseable {

    /** Set when a definition is deleted, removed when its last object is gone. */
    public static final String FINALIZER = "customresourcecleanup.apiextensions.k8s.io";

    private static final Logger log = LoggerFactory.getLogger(CustomResources.class);
    private static final GroupResource CRDS = new GroupResource("apiextensions.k8s.io", "customresourcedefinitions");

    /** What is served of a definition. @param basis the part of the definition that it was made from */
    private record Served(GroupResource name, Resource stored, JsonNode basis) {}

    private final ResourceTable table;
    private final WatchCache cache;
    private final Objects objects;
    private final Clock clock;
    private final WebhookCaller webhooks;
    private final CustomResource maker;
    private final Map<String, Served> served = new HashMap<>();
    private final ResourceLoop loop;

    /** @param keyPrefix where objects of a custom resource stand in the store */
    public CustomResources(ResourceTable table, WatchCache cache, Objects objects,
            Function<GroupResource, String> keyPrefix, Clock clock) {
        this.table = table;
        this.cache = cache;
        this.objects = objects;
        this.clock = clock;
        this.webhooks = new WebhookCaller(objects);
        this.maker = new CustomResource(keyPrefix, new Ages(clock), webhooks);
        this.loop = new ResourceLoop("custom-resources", table, cache, clock, List.of(CRDS), this::syncAll);
    }

    /** Serves what is defined already, and follows from then on. */
    public void start() {
        loop.objects().forEach(crd -> ResourceLoop.guarded(crd, this::serve));
        loop.start();
    }

    /** Waits until definitions are followed; those that were there at the start are served before. */
    public void awaitFollowing() throws InterruptedException {
        loop.awaitFollowing();
    }

    private boolean syncAll(List<ObjectNode> all) {
        Set<String> present = new HashSet<>();
        boolean done = true;
        for (ObjectNode crd : all) {
            present.add(Meta.name(crd));
            done &= ResourceLoop.guarded(crd, definition -> sync(definition, all));
        }
        for (String gone : List.copyOf(served.keySet())) {
            if (!present.contains(gone)) {
                withdraw(gone);
            }
        }
        return done;
    }

    private boolean sync(ObjectNode crd, List<ObjectNode> all) {
        if (Meta.isDeleting(crd)) {
            serve(crd);
            return emptied(crd);
        }
        String group = Trees.string(crd, "spec", "group");
        List<ObjectNode> others = all.stream().filter(other -> !Meta.name(other).equals(Meta.name(crd)))
                .filter(other -> Trees.string(other, "spec", "group").equals(group)).toList();
        ObjectNode decided = crd.deepCopy();
        new NameClaims(others).decide(decided, clock.now());
        if (decided.equals(crd)) {
            return serve(crd);
        }
        // Served before it says so: whoever waits for Established can use it at once.
        serve(decided);
        objects.updateStatus(CRDS, "", Meta.name(crd), "kube-apiserver", found -> {
            if (!Meta.isDeleting(found)) {
                new NameClaims(others).decide(found, clock.now());
            }
            return found;
        });
        return true;
    }

    private static JsonNode basis(ObjectNode crd) {
        ObjectNode basis = Json.object();
        basis.set("spec", crd.path("spec"));
        basis.set("names", crd.path("status").path("acceptedNames"));
        basis.put("terminating", Conditions.isTrue(crd, "Terminating"));
        return basis;
    }

    private boolean serve(ObjectNode crd) {
        String name = Meta.name(crd);
        if (!Conditions.isTrue(crd, "Established")) {
            withdraw(name);
            return true;
        }
        JsonNode basis = basis(crd);
        Served before = served.get(name);
        if (before != null && before.basis().equals(basis)) {
            return true;
        }
        CustomResource.Made made = maker.of(crd);
        // Objects are read by the schema that they were registered with; watchers of the old one begin again.
        if (before != null && !before.basis().path("spec").equals(basis.path("spec"))) {
            cache.replace(made.stored());
        } else {
            cache.register(made.stored());
        }
        GroupResource resource = CustomResource.groupResource(crd);
        table.setCustom(resource, made.served());
        served.put(name, new Served(resource, made.stored(), basis));
        return true;
    }

    private void withdraw(String name) {
        Served before = served.remove(name);
        if (before != null) {
            table.setCustom(before.name(), List.of());
            cache.unregister(before.stored());
        }
    }

    /** Deletes the objects, then lets the definition go. @return whether that is done */
    private boolean emptied(ObjectNode crd) {
        if (!Meta.finalizers(crd).contains(FINALIZER)) {
            return true;
        }
        Served now = served.get(Meta.name(crd));
        if (now != null) {
            cache.register(now.stored());
            List<CachedObject> left = cache.cache(now.stored()).orElseThrow().snapshot().list("");
            if (!left.isEmpty() && table.find(now.name()).isPresent()) {
                inProgress(crd);
                left.forEach(object -> delete(now.name(), object));
                return false;
            }
        }
        objects.update(objects.ownContext(), CRDS, "", Meta.name(crd), found -> {
            Conditions.set(found, "Terminating", false, "InstanceDeletionCompleted", "removed all instances",
                    clock.now());
            ArrayNode finalizers = Trees.ensureArray(Meta.of(found), "finalizers");
            finalizers.removeIf(finalizer -> finalizer.asString("").equals(FINALIZER));
            if (finalizers.isEmpty()) {
                Meta.of(found).remove("finalizers");
            }
            return found;
        });
        withdraw(Meta.name(crd));
        return true;
    }

    private void inProgress(ObjectNode crd) {
        objects.updateStatus(CRDS, "", Meta.name(crd), "kube-apiserver", found -> {
            if (Conditions.isTrue(found, "Terminating")) {
                Conditions.set(found, "Terminating", true, "InstanceDeletionInProgress",
                        "CustomResource deletion is in progress", clock.now());
            }
            return found;
        });
    }

    private void delete(GroupResource resource, CachedObject object) {
        try {
            objects.delete(objects.ownContext(), resource, object.namespace(), object.name(), Json.object());
        } catch (StatusException e) {
            log.debug("{} {}/{} is not deleted yet: {}", resource, object.namespace(), object.name(), e.getMessage());
        }
    }

    @Override
    public void close() {
        loop.close();
        webhooks.close();
    }
}
