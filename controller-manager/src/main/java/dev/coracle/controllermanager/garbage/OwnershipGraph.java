package dev.coracle.controllermanager.garbage;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Trees;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import tools.jackson.databind.node.ObjectNode;

/** Who owns whom, over all objects of the cluster, by uid. As large as the cluster has objects. Safe for use by any number of threads. */
final class OwnershipGraph {

    /** A reference to an owner. */
    record Owner(String apiVersion, String kind, String name, String uid, boolean blocks) {}

    /** An object as far as ownership goes. */
    record Item(ResourceInfo resource, String namespace, String name, String uid, List<Owner> owners,
            Set<String> finalizers, boolean deleting) {

        static Item of(ResourceInfo resource, ObjectNode object) {
            List<Owner> owners = Meta.ownerReferences(object).stream()
                    .map(o -> new Owner(Trees.string(o, "apiVersion"), Trees.string(o, "kind"),
                            Trees.string(o, "name"), Trees.string(o, "uid"), Trees.bool(o, "blockOwnerDeletion")))
                    .toList();
            return new Item(resource, Meta.namespace(object), Meta.name(object), Meta.uid(object), owners,
                    Set.copyOf(Meta.finalizers(object)), Meta.isDeleting(object));
        }

        boolean waitsForDependents() {
            return deleting && finalizers.contains("foregroundDeletion");
        }

        boolean orphansDependents() {
            return deleting && finalizers.contains("orphan");
        }

        boolean ownedBy(String owner) {
            return owners.stream().anyMatch(o -> o.uid().equals(owner));
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Item> items = new HashMap<>();
    private final Map<String, Set<String>> dependents = new HashMap<>();

    /** Takes an object in, new or changed. @return what it was before */
    Optional<Item> put(Item item) {
        lock.lock();
        try {
            Item before = items.put(item.uid(), item);
            if (before != null) {
                unlink(before);
            }
            item.owners().forEach(
                    owner -> dependents.computeIfAbsent(owner.uid(), uid -> new LinkedHashSet<>()).add(item.uid()));
            return Optional.ofNullable(before);
        } finally {
            lock.unlock();
        }
    }

    void remove(String uid) {
        lock.lock();
        try {
            Item gone = items.remove(uid);
            if (gone != null) {
                unlink(gone);
            }
        } finally {
            lock.unlock();
        }
    }

    private void unlink(Item item) {
        for (Owner owner : item.owners()) {
            Set<String> its = dependents.get(owner.uid());
            if (its != null && its.remove(item.uid()) && its.isEmpty()) {
                dependents.remove(owner.uid());
            }
        }
    }

    Optional<Item> get(String uid) {
        lock.lock();
        try {
            return Optional.ofNullable(items.get(uid));
        } finally {
            lock.unlock();
        }
    }

    /** The objects that name an owner which is not here, since it was never seen or has gone. */
    List<Item> withUnknownOwners() {
        lock.lock();
        try {
            return items.values().stream()
                    .filter(item -> item.owners().stream().anyMatch(owner -> !items.containsKey(owner.uid()))).toList();
        } finally {
            lock.unlock();
        }
    }

    /** The objects that name {@code uid} as an owner. */
    List<Item> dependentsOf(String uid) {
        lock.lock();
        try {
            return dependents.getOrDefault(uid, Set.of()).stream().map(items::get).filter(java.util.Objects::nonNull)
                    .toList();
        } finally {
            lock.unlock();
        }
    }
}
