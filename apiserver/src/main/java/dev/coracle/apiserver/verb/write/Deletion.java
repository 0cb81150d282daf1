package dev.coracle.apiserver.verb.write;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.heap.HeapRoom;
import dev.coracle.apiserver.registry.DeletionTraits;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.storage.ObjectStore;
import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.apiserver.verb.option.DeleteOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Deletes: at once, or by marking the object and waiting for its grace period and its finalizers. Source: kube-apiserver's generic
 * registry and rest.BeforeDelete.
 */
public final class Deletion {

    private static final String ORPHAN = "orphan";
    private static final String FOREGROUND = "foregroundDeletion";
    private static final int MAX_ATTEMPTS = 20;

    private final Writer writer;

    public Deletion(Writer writer) {
        this.writer = writer;
    }

    /** @param gone whether the object has been deleted, and is not only marked */
    public record Outcome(CachedObject object, boolean gone) {}

    /** What is to be done with one state of an object. */
    private sealed interface Plan {
        /** It is being deleted already, and this request changes nothing. */
        record Nothing() implements Plan {}

        record Mark(ObjectNode marked) implements Plan {}

        /** @param last what the client is shown */
        record Remove(ObjectNode last) implements Plan {}
    }

    public Outcome delete(RequestContext context, Resource resource, String namespace, String name,
            DeleteOptions options,
            Admission admission) {
        ObjectStore store = writer.store();
        Optional<CachedObject> current = store.get(resource, namespace, name);
        for (int attempt = 0;; attempt++) {
            CachedObject object = current
                    .orElseThrow(() -> StatusException.notFound(resource.info().groupResource(), name));
            Optional<Outcome> outcome;
            try (HeapRoom.Part room = object.room()) {
                outcome = once(context, resource, object, options, admission);
            }
            if (outcome.isPresent()) {
                return outcome.get();
            }
            if (attempt >= MAX_ATTEMPTS) {
                throw StatusException.modified(resource.info().groupResource(), name);
            }
            current = store.get(resource, namespace, name);
        }
    }

    /** Empty if somebody else was faster. */
    private Optional<Outcome> once(RequestContext context, Resource resource, CachedObject object,
            DeleteOptions options, Admission admission) {
        ObjectNode tree = object.tree();
        checkPreconditions(resource, tree, options);
        admission.checkDelete(context, resource, object.namespace(), object.name(), shown(resource, object, tree),
                options.tree(), options.dryRun());
        Plan plan = plan(resource, tree, options, writer.clock().now());
        return options.dryRun()
                ? Optional.of(imagined(resource, object, plan))
                : carriedOut(resource, object, plan);
    }

    private static ObjectNode shown(Resource resource, CachedObject object, ObjectNode tree) {
        return resource.conversion().outside() ? Typing.current(resource, object) : Typing.toServed(resource, tree);
    }

    private static void checkPreconditions(Resource resource, ObjectNode object, DeleteOptions options) {
        String uid = options.uid();
        String version = options.resourceVersion();
        boolean own = DeletionTraits.checksPreconditions(resource);
        // The common road names the kind where the others name the resource.
        GroupResource what = own
                ? resource.info().groupResource()
                : new GroupResource(resource.info().groupVersion().group(), resource.info().kind());
        if (!uid.isEmpty() && !uid.equals(Meta.uid(object))) {
            throw StatusException.conflict(what, Meta.name(object), own
                    ? "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + Meta.uid(object)
                    : "the UID in the precondition (" + uid + ") does not match the UID in record ("
                            + Meta.uid(object) + "). The object might have been deleted and then recreated");
        }
        if (!version.isEmpty() && !version.equals(Meta.resourceVersion(object))) {
            throw StatusException.conflict(what, Meta.name(object), own
                    ? "Precondition failed: ResourceVersion in precondition: " + version
                            + ", ResourceVersion in object meta: " + Meta.resourceVersion(object)
                    : "the ResourceVersion in the precondition (" + version
                            + ") does not match the ResourceVersion in record (" + Meta.resourceVersion(object)
                            + "). The object might have been modified");
        }
    }

    private Optional<Outcome> carriedOut(Resource resource, CachedObject object, Plan plan) {
        ObjectStore store = writer.store();
        return switch (plan) {
            case Plan.Nothing nothing -> Optional.of(new Outcome(object, false));
            case Plan.Mark mark -> store.put(resource, object.namespace(), object.name(), mark.marked(),
                    object.revision()) instanceof ObjectStore.Write.Done done
                            ? Optional.of(new Outcome(done.object(), false))
                            : Optional.empty();
            case Plan.Remove remove -> {
                if (!(store.delete(resource, object) instanceof ObjectStore.Write.Done done)) {
                    yield Optional.empty();
                }
                writer.released(resource, remove.last());
                Meta.of(remove.last()).put("resourceVersion", Long.toString(done.object().revision()));
                yield Optional.of(new Outcome(
                        store.pretend(resource, object.namespace(), object.name(), remove.last()), true));
            }
        };
    }

    private Outcome imagined(Resource resource, CachedObject object, Plan plan) {
        return switch (plan) {
            case Plan.Nothing nothing -> new Outcome(object, false);
            case Plan.Mark mark -> new Outcome(
                    writer.store().pretend(resource, object.namespace(), object.name(), mark.marked()), false);
            case Plan.Remove remove -> new Outcome(
                    writer.store().pretend(resource, object.namespace(), object.name(), remove.last()), true);
        };
    }

    private static Plan plan(Resource resource, ObjectNode object, DeleteOptions options, Instant now) {
        if (DeletionTraits.finalizedBySpec(resource)) {
            return bySpec(object, now);
        }
        Optional<KindRules.GracePeriod> rule = resource.rules().gracePeriod();
        boolean collected = collectorsFinalizers(resource, object, options);
        if (rule.isPresent()) {
            return graceful(object, options, rule.get(), now, collected);
        }
        Optional<String> cleanup = DeletionTraits.cleanup(resource);
        if (cleanup.isPresent() && !Meta.isDeleting(object)) {
            heldFor(object, cleanup.get(), now);
            return new Plan.Mark(object);
        }
        if (Meta.finalizers(object).isEmpty()) {
            return new Plan.Remove(object);
        }
        boolean already = Meta.isDeleting(object)
                && Trees.integer(object, "metadata", "deletionGracePeriodSeconds").isPresent();
        if (already && !collected) {
            return new Plan.Nothing();
        }
        markAtOnce(object, now);
        return new Plan.Mark(object);
    }

    /** Kinds that wind up: pods. */
    private static Plan graceful(ObjectNode object, DeleteOptions options, KindRules.GracePeriod rule, Instant now,
            boolean collected) {
        ObjectNode metadata = Meta.of(object);
        Optional<Long> pending = Trees.integer(metadata, "deletionGracePeriodSeconds");
        long seconds;
        if (Meta.isDeleting(object) && pending.isPresent()) {
            Optional<Long> wanted = options.gracePeriodSeconds();
            if (wanted.isEmpty() || wanted.get() >= pending.get()) {
                boolean stuck = pending.get() == 0 && Meta.finalizers(object).isEmpty();
                return stuck ? new Plan.Remove(object) : collected ? new Plan.Mark(object) : new Plan.Nothing();
            }
            seconds = Math.max(0, wanted.get());
            Instant started = Instant.parse(Trees.string(metadata, "deletionTimestamp")).minusSeconds(pending.get());
            metadata.put("deletionTimestamp", Meta.time(started.plusSeconds(seconds)));
        } else {
            seconds = Math.max(0, rule.seconds(object, options.gracePeriodSeconds()));
            metadata.put("deletionTimestamp", Meta.time(now.plusSeconds(seconds)));
            countUp(metadata);
        }
        metadata.put("deletionGracePeriodSeconds", seconds);
        return seconds == 0 && Meta.finalizers(object).isEmpty() ? new Plan.Remove(object) : new Plan.Mark(object);
    }

    /** Namespaces: they are emptied first, by a controller that then empties spec.finalizers. */
    private static Plan bySpec(ObjectNode object, Instant now) {
        if (Meta.isDeleting(object)) {
            boolean done = Trees.strings(object, "spec", "finalizers").isEmpty() && Meta.finalizers(object).isEmpty();
            return done ? new Plan.Remove(object) : new Plan.Nothing();
        }
        Meta.of(object).put("deletionTimestamp", Meta.time(now));
        Trees.ensureObject(object, "status").put("phase", "Terminating");
        return new Plan.Mark(object);
    }

    /** A definition stays until its objects are gone, and says so. */
    private static void heldFor(ObjectNode object, String finalizer, Instant now) {
        if (!Meta.finalizers(object).contains(finalizer)) {
            Trees.ensureArray(Meta.of(object), "finalizers").add(finalizer);
        }
        ArrayNode conditions = Trees.ensureArray(Trees.ensureObject(object, "status"), "conditions");
        conditions.removeIf(condition -> Trees.string(condition, "type").equals("Terminating"));
        conditions.addObject().put("lastTransitionTime", Meta.time(now))
                .put("message",
                        "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon")
                .put("reason", "InstanceDeletionPending").put("status", "True").put("type", "Terminating");
        Meta.of(object).put("deletionTimestamp", Meta.time(now));
    }

    private static void markAtOnce(ObjectNode object, Instant now) {
        ObjectNode metadata = Meta.of(object);
        if (Trees.integer(metadata, "deletionGracePeriodSeconds").isEmpty()) {
            countUp(metadata);
        }
        if (!Meta.isDeleting(object)) {
            metadata.put("deletionTimestamp", Meta.time(now));
        }
        metadata.put("deletionGracePeriodSeconds", 0);
    }

    private static void countUp(ObjectNode metadata) {
        Trees.integer(metadata, "generation").filter(g -> g > 0).ifPresent(g -> metadata.put("generation", g + 1));
    }

    /** Sets the finalizers that tell the garbage collector what to do with dependents. @return whether they changed */
    private static boolean collectorsFinalizers(Resource resource, ObjectNode object, DeleteOptions options) {
        List<String> before = Meta.finalizers(object);
        List<String> after = new ArrayList<>(before);
        after.removeAll(List.of(ORPHAN, FOREGROUND));
        if (orphans(resource, before, options)) {
            after.add(ORPHAN);
        } else if (foreground(before, options)) {
            after.add(FOREGROUND);
        }
        if (new HashSet<>(before).equals(new HashSet<>(after))) {
            return false;
        }
        ObjectNode metadata = Meta.of(object);
        if (after.isEmpty()) {
            metadata.remove("finalizers");
        } else {
            ArrayNode list = metadata.putArray("finalizers");
            after.forEach(list::add);
        }
        return true;
    }

    private static boolean orphans(Resource resource, List<String> finalizers, DeleteOptions options) {
        if (options.orphanDependents().isPresent()) {
            return options.orphanDependents().get();
        }
        if (!options.propagationPolicy().isEmpty()) {
            return options.propagationPolicy().equals("Orphan");
        }
        if (finalizers.contains(ORPHAN)) {
            return true;
        }
        return !finalizers.contains(FOREGROUND) && resource.rules().orphansByDefault();
    }

    private static boolean foreground(List<String> finalizers, DeleteOptions options) {
        if (options.orphanDependents().isPresent()) {
            return false;
        }
        return options.propagationPolicy().isEmpty()
                ? finalizers.contains(FOREGROUND)
                : options.propagationPolicy().equals("Foreground");
    }
}
