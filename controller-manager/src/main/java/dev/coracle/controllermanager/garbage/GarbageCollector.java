package dev.coracle.controllermanager.garbage;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.client.controller.Result;
import dev.coracle.client.controller.WorkQueue;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.resource.DeleteOptions.Propagation;
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.client.resource.PatchType;
import dev.coracle.controllermanager.garbage.OwnershipGraph.Item;
import dev.coracle.controllermanager.garbage.OwnershipGraph.Owner;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides about one object of the graph, and does it. Source: the garbage collection of the API: an object whose owners are all gone goes; an
 * owner deleted in the foreground stays until what it owns and what blocks it has gone; an owner that orphans has its references removed first.
 */
final class GarbageCollector {

    private static final Duration AGAIN = Duration.ofSeconds(2);
    /** Lost races, before others are looked at. */
    private static final int ATTEMPTS = 5;

    private final ApiClient client;
    private final OwnershipGraph graph;
    private final ServedResources served;
    private final Dependents dependents;
    private final WorkQueue queue;

    GarbageCollector(ApiClient client, OwnershipGraph graph, ServedResources served, WorkQueue queue) {
        this.client = client;
        this.graph = graph;
        this.served = served;
        this.dependents = new Dependents(client, graph, served);
        this.queue = queue;
    }

    /** Looks again at objects whose owners are of these kinds: while nobody knew the kind, owners that nobody had heard of counted as there. */
    void kindsCame(Set<ResourceInfo> resources) {
        graph.withUnknownOwners().stream()
                .filter(item -> item.owners().stream()
                        .anyMatch(owner -> served.find(kindOf(owner)).filter(resources::contains).isPresent()))
                .forEach(item -> queue.add(item.uid()));
    }

    private static GroupVersionKind kindOf(Owner owner) {
        return GroupVersion.parse(owner.apiVersion()).kind(owner.kind());
    }

    Result reconcile(String uid) {
        Optional<Item> found = graph.get(uid);
        if (found.isEmpty()) {
            graph.dependentsOf(uid).forEach(dependent -> queue.add(dependent.uid()));
            return Result.done();
        }
        Item item = found.get();
        if (item.orphansDependents()) {
            return orphan(item);
        }
        if (item.waitsForDependents()) {
            return awaitDependents(item);
        }
        return item.deleting() || item.owners().isEmpty() ? Result.done() : judge(item);
    }

    /** The finalizer goes last: once it has gone, whatever still names this owner is taken for garbage. */
    private Result orphan(Item owner) {
        boolean released = true;
        for (Item dependent : dependents.of(owner)) {
            released &= removeOwners(dependent, Set.of(owner.uid()));
        }
        if (!released) {
            return Result.requeueAfter(AGAIN);
        }
        removeFinalizer(owner, "orphan");
        return Result.done();
    }

    private Result awaitDependents(Item owner) {
        List<Item> blocking = graph.dependentsOf(owner.uid()).stream()
                .filter(d -> d.owners().stream().anyMatch(o -> o.uid().equals(owner.uid()) && o.blocks())).toList();
        graph.dependentsOf(owner.uid()).stream().filter(d -> !d.deleting()).forEach(d -> queue.add(d.uid()));
        if (blocking.isEmpty()) {
            removeFinalizer(owner, "foregroundDeletion");
            return Result.done();
        }
        return Result.requeueAfter(AGAIN);
    }

    private Result judge(Item item) {
        boolean solid = false;
        boolean unseen = false;
        List<String> loose = new ArrayList<>();
        boolean waited = false;
        for (Owner owner : item.owners()) {
            switch (stateOf(owner, item.namespace())) {
                case THERE -> solid = true;
                case UNSEEN -> {
                    solid = true;
                    unseen = true;
                }
                case GONE -> loose.add(owner.uid());
                case WAITING -> {
                    loose.add(owner.uid());
                    waited = true;
                }
            }
        }
        if (loose.isEmpty()) {
            return unseen ? Result.requeueAfter(AGAIN) : Result.done();
        }
        if (solid) {
            removeOwners(item, Set.copyOf(loose));
        } else {
            boolean inForeground = waited && !graph.dependentsOf(item.uid()).isEmpty();
            delete(item, inForeground ? Propagation.Foreground : Propagation.Background);
        }
        return Result.done();
    }

    private enum OwnerState {
        THERE,
        /** So says the server; if it goes before the graph hears of it, nobody will tell. */
        UNSEEN, GONE, WAITING
    }

    private OwnerState stateOf(Owner owner, String namespace) {
        Optional<Item> known = graph.get(owner.uid());
        if (known.isPresent()) {
            boolean reachable = known.get().namespace().isEmpty() || known.get().namespace().equals(namespace);
            return !reachable
                    ? OwnerState.GONE
                    : known.get().waitsForDependents() ? OwnerState.WAITING : OwnerState.THERE;
        }
        // The graph may lag behind, so ask; a kind that is not served may come back, so its objects count as there.
        Optional<ResourceInfo> resource = served.find(kindOf(owner));
        if (resource.isEmpty()) {
            return OwnerState.THERE;
        }
        if (resource.get().namespaced() && namespace.isEmpty()) {
            return OwnerState.GONE;
        }
        Optional<ObjectNode> live = client.metadata(resource.get()).get(resource.get().namespaced() ? namespace : "",
                owner.name());
        if (live.filter(o -> Meta.uid(o).equals(owner.uid())).isEmpty()) {
            return OwnerState.GONE;
        }
        return served.followed().contains(resource.get()) ? OwnerState.UNSEEN : OwnerState.THERE;
    }

    private void delete(Item item, Propagation propagation) {
        Optional<ObjectNode> live = client.metadata(item.resource()).get(item.namespace(), item.name());
        if (live.filter(o -> Meta.uid(o).equals(item.uid())).isEmpty()) {
            return;
        }
        boolean changed = !Trees.objects(live.get(), "metadata", "ownerReferences").stream()
                .map(o -> Trees.string(o, "uid")).toList()
                .equals(item.owners().stream().map(Owner::uid).toList());
        if (changed) {
            queue.addAfter(item.uid(), AGAIN);
            return;
        }
        quietly(() -> client.metadata(item.resource()).delete(item.namespace(), item.name(),
                DeleteOptions.DEFAULT.withUid(item.uid()).withResourceVersion(Meta.resourceVersion(live.get()))
                        .withPropagation(propagation)),
                item);
    }

    /** @return whether the object, if it is still there, names none of them any more; false when others write to it all the time */
    private boolean removeOwners(Item item, Set<String> owners) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<ObjectNode> live = client.metadata(item.resource()).get(item.namespace(), item.name());
            if (live.isEmpty() || !Meta.uid(live.get()).equals(item.uid())) {
                return true;
            }
            ArrayNode rest = Json.array();
            List<ObjectNode> all = Meta.ownerReferences(live.get());
            all.stream().filter(o -> !owners.contains(Trees.string(o, "uid"))).forEach(rest::add);
            if (rest.size() == all.size() || patchMetadata(item, live.get(), "ownerReferences", rest)) {
                return true;
            }
        }
        return false;
    }

    private void removeFinalizer(Item item, String finalizer) {
        Optional<ObjectNode> live = client.metadata(item.resource()).get(item.namespace(), item.name());
        if (live.isEmpty() || !Meta.uid(live.get()).equals(item.uid())
                || !Meta.finalizers(live.get()).contains(finalizer)) {
            return;
        }
        ArrayNode rest = Json.array();
        Meta.finalizers(live.get()).stream().filter(f -> !f.equals(finalizer)).forEach(rest::add);
        patchMetadata(item, live.get(), "finalizers", rest);
    }

    /** @return false for a lost race, after which the object is looked at again */
    private boolean patchMetadata(Item item, ObjectNode live, String field, ArrayNode value) {
        ObjectNode patch = Json.object();
        ObjectNode metadata = patch.putObject("metadata").put("uid", item.uid()).put("resourceVersion",
                Meta.resourceVersion(live));
        if (value.isEmpty()) {
            metadata.putNull(field);
        } else {
            metadata.set(field, value);
        }
        return quietly(
                () -> client.metadata(item.resource()).patch(item.namespace(), item.name(), PatchType.MERGE, patch),
                item);
    }

    private boolean quietly(Runnable call, Item item) {
        try {
            call.run();
        } catch (ApiException e) {
            if (e.isConflict()) {
                queue.addRateLimited(item.uid());
                return false;
            }
            if (!e.isNotFound()) {
                throw e;
            }
        }
        return true;
    }
}
