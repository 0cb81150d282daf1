package dev.coracle.controllermanager.workload.revision;

import dev.coracle.client.informer.Cache;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.resource.DeleteOptions;
import dev.coracle.client.resource.ResourceClient;
import dev.coracle.controllermanager.workload.Pods;
import dev.coracle.controllermanager.workload.ownership.Claims;
import dev.coracle.controllermanager.workload.ownership.OwnedIndex;
import dev.coracle.controllermanager.workload.ownership.OwnerRefs;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Keeps an owner's ControllerRevisions on the server. */
public final class RevisionHistory {

    /**
     * The history with the owner's template as its newest revision.
     *
     * @param revisions all of them, oldest first, {@code current} the last
     * @param collisionCount the owner's count, raised where another template had the same hash
     */
    public record Current(List<ControllerRevision> revisions, ControllerRevision current, int collisionCount) {}

    private final ResourceClient<ControllerRevision> client;
    private final String hashLabel;

    /** Writes through {@code client}; {@code hashLabel} is the label that carries a revision's hash. */
    public RevisionHistory(ResourceClient<ControllerRevision> client, String hashLabel) {
        this.client = client;
        this.hashLabel = hashLabel;
    }

    /**
     * The revisions of {@code owner}, oldest first; orphans that its selector matches are adopted.
     *
     * @param fresh reads the owner from the server
     */
    public List<ControllerRevision> mine(HasMetadata owner, @Nullable LabelSelector selector,
            Cache<ControllerRevision> cache, Supplier<? extends Optional<? extends HasMetadata>> fresh) {
        List<ControllerRevision> orphans = OwnedIndex.candidates(cache, owner).stream()
                .filter(r -> OwnerRefs.controllerOf(r).isEmpty()).toList();
        List<ControllerRevision> mine = new ArrayList<>(OwnedIndex.controlled(cache, owner));
        mine.addAll(new Claims<>(client, List.of()).claim(owner, selector, orphans, fresh));
        mine.sort(Revisions.ORDER);
        return mine;
    }

    /**
     * Finds the revision of {@code template}, moves it to the end where an older one is wanted again, or creates it.
     */
    public Current current(HasMetadata owner, PodTemplateSpec template, Collection<ControllerRevision> existing,
            @Nullable Integer collisionCount) {
        long next = Revisions.next(existing);
        ControllerRevision wanted = Revisions.of(owner, template, next, collisionCount, hashLabel);
        Optional<ControllerRevision> found = Revisions.find(existing, wanted);
        List<ControllerRevision> all = new ArrayList<>(existing);
        int collisions = Pods.orZero(collisionCount);
        ControllerRevision current;
        if (found.isPresent()) {
            current = found.get();
            if (current.getRevision() < next - 1) {
                all.remove(current);
                current = client.update(Revisions.renumbered(current, next));
                all.add(current);
            }
        } else {
            Created created = create(owner, template, wanted, next, collisions);
            current = created.revision;
            collisions = created.collisionCount;
            all.add(current);
        }
        all.sort(Revisions.ORDER);
        return new Current(List.copyOf(all), current, collisions);
    }

    /** Deletes the oldest revisions that are not in use, down to {@code limit}. */
    public void truncate(Collection<ControllerRevision> revisions, Collection<String> namesInUse, int limit) {
        for (ControllerRevision revision : Revisions.surplus(revisions, namesInUse, limit)) {
            try {
                client.delete(revision.getMetadata().getNamespace(), revision.getMetadata().getName(),
                        DeleteOptions.DEFAULT);
            } catch (ApiException e) {
                if (!e.isNotFound()) {
                    throw e;
                }
            }
        }
    }

    private record Created(ControllerRevision revision, int collisionCount) {}

    private Created create(HasMetadata owner, PodTemplateSpec template, ControllerRevision wanted, long number,
            int collisionCount) {
        ControllerRevision attempt = wanted;
        for (int collisions = collisionCount;; collisions++) {
            try {
                return new Created(client.create(attempt), collisions);
            } catch (ApiException e) {
                if (!e.isAlreadyExists()) {
                    throw e;
                }
                ControllerRevision taken = client
                        .get(attempt.getMetadata().getNamespace(), attempt.getMetadata().getName())
                        .orElseThrow(() -> e);
                if (Revisions.equal(taken, attempt) && OwnerRefs.isControlledBy(taken, owner)) {
                    return new Created(taken, collisions);
                }
                attempt = Revisions.of(owner, template, number, collisions + 1, hashLabel);
            }
        }
    }
}
