package dev.coracle.api.apply;

import dev.coracle.api.apply.ManagedFields.Operation;
import dev.coracle.api.apply.ManagedFields.Owner;
import dev.coracle.api.apply.fields.FieldSet;
import dev.coracle.api.apply.fields.ListItems;
import dev.coracle.api.apply.fields.Shape;
import dev.coracle.api.apply.merge.Checker;
import dev.coracle.api.gotypes.GoForm;
import dev.coracle.api.gotypes.GoTypes;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.schema.Schema;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps {@code metadata.managedFields} of the objects of one kind, written by one path (the object's own or a subresource's), and does
 * server-side apply. Made once for each kind, version and subresource, and kept. Objects are whole trees in the version of the request,
 * built-in ones normalized by {@link GoForm} (or else a status that is written first belongs to its writer as a whole).
 * Immutable but for memory of the schema; safe for use by any number of threads. Source: API convention, KEP-555.
 */
public final class FieldManager {

    /** More updaters than this, and the oldest are merged into one. */
    static final int MAX_UPDATERS = 10;

    private static final String ANCIENT = "ancient-changes";
    private static final String BEFORE_FIRST_APPLY = "before-first-apply";

    /** What nobody owns: it names the object, or only the server writes it. */
    private static final FieldSet NEVER_OWNED = FieldSet.ofDotted("apiVersion", "kind", "metadata", "metadata.name",
            "metadata.namespace", "metadata.creationTimestamp", "metadata.selfLink", "metadata.uid",
            "metadata.clusterName", "metadata.generation", "metadata.managedFields", "metadata.resourceVersion");

    private final GroupVersionKind kind;
    private final String apiVersion;
    private final Schema schema;
    private final Shape shape;
    /** What Go's empty object looks like: who creates an object does not own what would be there anyway. */
    private final ObjectNode nothing;
    private final boolean custom;
    private final String subresource;
    private final FieldSet resetFields;
    private final Versions versions;

    /**
     * @param schema      of the whole object
     * @param subresource such as {@code status}; empty for the object itself
     * @param resetFields what the server puts back when this path is written (with all below it): never owned by this path
     * @param versions    to the kind's other versions
     */
    public FieldManager(GroupVersionKind kind, Schema schema, String subresource, FieldSet resetFields,
            Versions versions) {
        this.kind = kind;
        this.apiVersion = kind.groupVersion().toString();
        this.schema = schema;
        this.shape = Shape.of(schema);
        this.nothing = GoTypes.builtIn().zero(schema);
        this.custom = schema.refName().isEmpty();
        this.subresource = subresource;
        this.resetFields = resetFields;
        this.versions = versions;
    }

    /**
     * Gives what a create, update or patch changed to its manager, in {@code object}'s managedFields. To be called on the decoded and
     * defaulted object before admission and before the kind's rules touch it: what the server adds belongs to nobody.
     *
     * <p>The owners so far are those of {@code object}, or of {@code live} if {@code object} has none or malformed ones, or if a subresource
     * is written. An object that nobody owned anything of stays so when it is updated. A write whose lists cannot be told apart item by item
     * leaves the object without managedFields.
     *
     * @param live    what is stored; an empty tree on create; not changed
     * @param object  what is to be stored; changed in place
     * @param manager the fieldManager of the request, or the first part of its user agent
     * @return {@code object}
     */
    public ObjectNode update(ObjectNode live, ObjectNode object, String manager, Instant now) {
        ManagedFields managed = ownersBefore(live, object);
        ManagedFields.remove(object);
        if (managed.isEmpty() && !Meta.uid(live).isEmpty()) {
            return object;
        }
        try {
            ObjectNode before = live.isEmpty() ? nothing : live;
            updated(before, object, managed, manager, now);
            managed.putInto(object);
        } catch (ListItems.Unnameable e) {
            // Validation refuses the object, or it was stored before the list was owned by items: nothing to tell the client here.
            ManagedFields.remove(object);
        }
        return object;
    }

    private ManagedFields ownersBefore(ObjectNode live, ObjectNode object) {
        if (subresource.isEmpty()) {
            if (ManagedFields.isReset(object, custom)) {
                return new ManagedFields();
            }
            ManagedFields said = orNone(object);
            if (!said.isEmpty()) {
                return said;
            }
        }
        return orNone(live);
    }

    private static ManagedFields orNone(ObjectNode object) {
        try {
            return ManagedFields.of(object);
        } catch (StatusException e) {
            return new ManagedFields();
        }
    }

    private void updated(ObjectNode before, ObjectNode after, ManagedFields managed, String manager, Instant now) {
        Ownership ownership = ownership(managed);
        FieldSet taken = ownership.update(before, after).difference(NEVER_OWNED);
        if (!taken.isEmpty()) {
            ownership.give(owner(manager, Operation.UPDATE), taken, now);
        }
        ownership.cap(MAX_UPDATERS, ANCIENT);
    }

    private Ownership ownership(ManagedFields managed) {
        return new Ownership(apiVersion, shape, resetFields, versions, managed.entries());
    }

    private Owner owner(String manager, Operation operation) {
        return new Owner(manager.isEmpty() ? "unknown" : manager, operation,
                operation == Operation.APPLY ? "" : apiVersion, subresource);
    }

    /**
     * What an apply leads to.
     *
     * @param object  the merged object with its managedFields, a built-in one in {@link GoForm}: still to be defaulted, admitted and validated;
     *                shares no part with the inputs
     * @param changed whether anything but managedFields differs from what was live
     */
    public record ApplyResult(ObjectNode object, boolean changed) {}

    /**
     * Applies a configuration: what it says is merged into the live object and owned by {@code manager}; what the manager applied before and
     * does not any more goes, unless somebody else owns it. An apply that changes nothing leaves all as it was, with its times, so that
     * the object keeps its version ({@link ManagedFields#keepTimesIfUnchanged} does the same after defaulting).
     *
     * @param live    what is stored; an empty tree to create; not changed
     * @param applied what the client sent; not changed
     * @param force   takes fields from other owners instead of failing
     * @throws StatusException 409 with a cause for each field if others own what would change; 400 or 500 if {@code applied} does not
     *                         fit the kind's schema
     */
    public ApplyResult apply(ObjectNode live, ObjectNode applied, String manager, boolean force, Instant now) {
        check(applied);
        try {
            ObjectNode result;
            boolean changed;
            try {
                ManagedFields managed = ManagedFields.of(live);
                Ownership.Applied done = applied(live, applied, managed, manager, force, now);
                result = finish(done, managed);
                changed = done.changed();
            } catch (ConflictException conflict) {
                ManagedFields managed = ManagedFields.of(live);
                Ownership.Applied done = upgraded(conflict, live, applied, managed, manager, now);
                result = finish(done, managed);
                changed = done.changed();
            }
            if (manager.equals("kubectl")) {
                LastApplied.refresh(result, applied);
            }
            return new ApplyResult(result, changed);
        } catch (ListItems.Unnameable e) {
            throw internal("failed to merge config: " + e.getMessage());
        }
    }

    private ObjectNode finish(Ownership.Applied done, ManagedFields managed) {
        ObjectNode result = done.tree().deepCopy();
        if (!custom) {
            GoForm.normalize(result, schema);
        }
        managed.putInto(result);
        return result;
    }

    private void check(ObjectNode applied) {
        String version = Trees.string(applied, "apiVersion");
        String itsKind = Trees.string(applied, "kind");
        if (!version.equals(apiVersion) || !itsKind.equals(kind.kind())) {
            throw StatusException.badRequest("invalid object type: " + (version.contains("/") ? version : "/" + version)
                    + ", Kind=" + itsKind);
        }
        if (Trees.at(applied, "metadata", "managedFields").isPresent()) {
            throw StatusException.badRequest("metadata.managedFields must be nil");
        }
        Checker.check(applied, shape).ifPresent(wrong -> {
            throw internal("failed to create typed patch object (" + Meta.namespace(applied) + "/" + Meta.name(applied)
                    + "; " + kind.group() + "/" + kind.version() + ", Kind=" + kind.kind() + "): " + wrong);
        });
    }

    private static StatusException internal(String message) {
        return new StatusException(new Status(500, "", message, StatusDetails.NONE));
    }

    private Ownership.Applied applied(ObjectNode live, ObjectNode applied, ManagedFields managed, String manager,
            boolean force, Instant now) {
        if (managed.isEmpty() && !live.isEmpty()) {
            updated(nothing, live, managed, BEFORE_FIRST_APPLY, now);
        }
        Owner owner = owner(manager, Operation.APPLY);
        Ownership.Applied done = ownership(managed).apply(live, applied, owner, force);
        managed.entries().computeIfPresent(owner, (same, entry) -> {
            FieldSet kept = entry.fields().difference(NEVER_OWNED);
            return kept.isEmpty()
                    ? null
                    : done.changed() ? entry.withFields(kept).withTime(now) : entry.withFields(kept);
        });
        return done;
    }

    /** Whoever turns from {@code kubectl apply} to {@code kubectl apply --server-side} does not conflict with what he applied himself. */
    private Ownership.Applied upgraded(ConflictException conflict, ObjectNode live, ObjectNode applied,
            ManagedFields managed, String manager, Instant now) {
        Optional<FieldSet> allowed = manager.equals("kubectl")
                ? LastApplied.unchanged(live, apiVersion, shape)
                : Optional.empty();
        if (allowed.isEmpty()) {
            throw conflict.toStatus();
        }
        if (!conflict.paths().difference(allowed.get()).isEmpty()) {
            throw conflict.without(allowed.get()).toStatus();
        }
        return applied(live, applied, managed, manager, true, now);
    }
}
