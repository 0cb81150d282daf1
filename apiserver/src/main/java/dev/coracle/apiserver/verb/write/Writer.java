package dev.coracle.apiserver.verb.write;

import dev.coracle.api.apply.ManagedFields;
import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.MetaValidation;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.heap.HeapRoom;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.storage.ObjectStore;
import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.apiserver.verb.option.Options;
import dev.coracle.base.clock.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The road of a write, once it is known what is wanted: mutating admission, what the server sets, validation, validating admission,
 * reservation, compare-and-set. Create, update, patch, apply and the server's own writes all take it.
 */
public final class Writer {

    /** Source: GuaranteedUpdate's callers; beyond this somebody fights over the object. */
    private static final int MAX_ATTEMPTS = 20;
    /** What the original's storage can read as a version; anything else it takes for none. */
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,18}");
    private static final Set<String> OUTSIDE_CONTENT = Set.of("kind", "apiVersion", "metadata", "status");

    private final ObjectStore store;
    private final FieldManagers fieldManagers;
    private final Clock clock;
    private final Supplier<Objects> objects;
    private final PartRules parts;

    public Writer(ObjectStore store, FieldManagers fieldManagers, Clock clock, Supplier<Objects> objects) {
        this.store = store;
        this.fieldManagers = fieldManagers;
        this.clock = clock;
        this.objects = objects;
        this.parts = new PartRules();
    }

    ObjectStore store() {
        return store;
    }

    public FieldManagers fieldManagers() {
        return fieldManagers;
    }

    public Clock clock() {
        return clock;
    }

    /** What is going on, for every step on the road. @param raw whether rules of what may change are left out */
    public record Request(RequestContext context, Resource resource, String namespace, String name, String subresource,
            Options options, Admission admission, boolean raw) {

        public Request(RequestContext context, Resource resource, String namespace, String name, String subresource,
                Options options, Admission admission) {
            this(context, resource, namespace, name, subresource, options, admission, false);
        }

        /** The same, past the rules of what may change: the server itself writes. */
        public Request unruled() {
            return new Request(context, resource, namespace, name, subresource, options, admission, true);
        }

        public GroupResource groupResource() {
            return resource.info().groupResource();
        }
    }

    /** What came of it. @param created whether the object is new */
    public record Outcome(CachedObject object, boolean created) {}

    // ---- create

    /** @param served decoded and defaulted, with its managed fields; the tree is used up */
    public Outcome create(Request request, ObjectNode served) {
        Resource resource = request.resource();
        checkNamespace(request, served);
        if (VERSION.matcher(Meta.resourceVersion(served)).matches() && !request.options().dryRun()) { // the original's storage says this, which a dry run doesn't reach
            throw new StatusException(new Status(500, "", "resourceVersion should not be set on objects to be created",
                    StatusDetails.NONE));
        }
        if (resource.namespaced()) {
            Meta.of(served).put("namespace", request.namespace());
        }
        mutate(request, Operation.CREATE, served, Optional.empty());
        String name = Meta.name(served);
        String base = Trees.string(served, "metadata", "generateName");
        if (name.isEmpty() && !base.isEmpty()) {
            return createNamed(request, served, base);
        }
        return new Outcome(createOnce(request, served)
                .orElseThrow(() -> StatusException.alreadyExists(request.groupResource(), name)), true);
    }

    private Outcome createNamed(Request request, ObjectNode served, String base) {
        for (int attempt = 1;; attempt++) {
            String name = GeneratedNames.of(base);
            Meta.of(served).put("name", name);
            boolean last = attempt >= GeneratedNames.ATTEMPTS;
            Optional<CachedObject> done = createOnce(request, last ? served : served.deepCopy());
            if (done.isPresent()) {
                return new Outcome(done.get(), true);
            }
            if (last) {
                throw StatusException.alreadyExists(request.groupResource(), name);
            }
        }
    }

    private static void checkNamespace(Request request, ObjectNode object) {
        String given = Meta.namespace(object);
        if (!given.isEmpty() && !given.equals(request.namespace())) {
            throw StatusException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    /** Empty if the name is taken. Nothing holds the tree while the store writes: dozens of requests wait there, and each collection would copy their trees. */
    private Optional<CachedObject> createOnce(Request request, ObjectNode served) {
        Resource resource = request.resource();
        KindRules rules = resource.rules();
        ObjectNode object = Typing.toStored(resource, served);
        newMetadata(resource, object);
        if (rules.statusApart() && !rules.statusOnCreate()) {
            object.remove("status");
        }
        rules.disabledFields().apply(object);
        rules.prepareCreate().prepare(request.context(), object);
        TypedTrees.canonical(resource, object);
        FieldErrors errors = new FieldErrors();
        rules.validateAmong().validate(objects.get(), object, errors);
        MetaValidation.create(object, resource.namespaced(), rules.nameRule(), errors);
        finalizers(rules, object, errors);
        TypedTrees.validate(resource, object, Optional.empty(), errors);
        rules.validate().validate(object, errors);
        rules.validateChange().validate(object, Optional.empty(), errors, request.context().warnings()::add);
        throwIfAny(resource, object, errors);
        rules.warn().warn(object, request.context().warnings()::add);
        request.admission().validate(
                admission(request, Operation.CREATE, Typing.toServed(resource, object), Optional.empty()));
        if (!request.options().dryRun() || !VERSION.matcher(Meta.resourceVersion(object)).matches()) {
            Meta.of(object).remove("resourceVersion"); // a version in the answer to a dry run is the client's own
        }
        if (request.options().dryRun()) {
            rules.rehearse().rehearse(object, Optional.empty());
            return dryCreate(request, object);
        }
        Runnable undo = rules.reserve().reserve(objects.get(), object, Optional.empty());
        boolean written = false;
        try {
            ObjectStore.Write result = store.create(resource, request.namespace(), Meta.name(object),
                    Typing.encoded(resource, object));
            written = result instanceof ObjectStore.Write.Done;
            return result instanceof ObjectStore.Write.Done done ? Optional.of(done.object()) : Optional.empty();
        } finally {
            if (!written) {
                undo.run();
            }
        }
    }

    private Optional<CachedObject> dryCreate(Request request, ObjectNode object) {
        if (store.get(request.resource(), request.namespace(), Meta.name(object)).isPresent()) {
            return Optional.empty();
        }
        return Optional.of(store.pretend(request.resource(), request.namespace(), Meta.name(object), object));
    }

    private void newMetadata(Resource resource, ObjectNode object) {
        ObjectNode metadata = Meta.of(object);
        metadata.remove(java.util.List.of("deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"));
        metadata.put("creationTimestamp", Meta.time(clock.now()));
        metadata.put("uid", UUID.randomUUID().toString());
        if (resource.rules().generation() != KindRules.Generation.NONE) {
            metadata.put("generation", 1);
        }
    }

    // ---- update

    /** Says what is wanted, given what is stored; both in the served version. */
    @FunctionalInterface
    public interface Change {
        /** @param current not to be changed @return a tree of its own: what is to be stored, decoded and defaulted, with its managed fields */
        ObjectNode apply(ObjectNode current);
    }

    /**
     * Changes an object that exists, again and again while others write in between.
     *
     * @param retries how often a lost race is run again when the wanted object names no version
     * @throws StatusException (404) if it does not exist
     */
    public Outcome update(Request request, Change change, int retries) {
        Optional<CachedObject> current = store.cached(request.resource(), request.namespace(), request.name());
        if (current.isEmpty()) {
            current = store.get(request.resource(), request.namespace(), request.name());
        }
        for (int attempt = 0;; attempt++) {
            CachedObject old = current
                    .orElseThrow(() -> StatusException.notFound(request.groupResource(), request.name()));
            Attempt tried;
            try (HeapRoom.Part room = old.room()) {
                tried = updateOnce(request, old, change);
            } catch (StatusException failure) {
                Optional<CachedObject> newest = store.get(request.resource(), request.namespace(), request.name());
                if (attempt < MAX_ATTEMPTS && newest.map(CachedObject::revision).orElse(0L) != old.revision()) {
                    current = newest; // the failure may come from a stale read
                    continue;
                }
                throw failure;
            }
            if (tried.done().isPresent()) {
                return new Outcome(tried.done().get(), false);
            }
            if (tried.versioned() || attempt >= Math.min(retries, MAX_ATTEMPTS)) {
                throw StatusException.modified(request.groupResource(), request.name());
            }
            current = tried.newest();
        }
    }

    /** @param versioned whether the client insisted on a version */
    private record Attempt(Optional<CachedObject> done, Optional<CachedObject> newest, boolean versioned) {}

    private Attempt updateOnce(Request request, CachedObject current, Change change) {
        Resource resource = request.resource();
        ObjectNode old = Typing.current(resource, current);
        ObjectNode served = change.apply(Typing.toServed(resource, old));
        boolean versioned = checkPreconditions(request, served, old);
        ObjectNode stored = request.raw() ? unruled(request, served, old) : prepared(request, served, old);
        boolean finished = finishesDeletion(resource, stored);
        ManagedFields.keepTimesIfUnchanged(stored, old);
        Meta.of(stored).put("resourceVersion", Long.toString(current.revision()));
        if (request.options().dryRun()) {
            resource.rules().rehearse().rehearse(stored, Optional.of(old));
        }
        if (!finished && Equality.same(stored, old)
                && (request.options().dryRun() || !store.stale(resource, current))) {
            return new Attempt(Optional.of(current), Optional.empty(), versioned);
        }
        if (request.options().dryRun()) {
            return new Attempt(Optional.of(store.pretend(resource, request.namespace(), request.name(), stored)),
                    Optional.empty(), versioned);
        }
        if (finished) {
            return remove(request, current, stored, versioned);
        }
        Runnable undo = resource.rules().reserve().reserve(objects.get(), stored, Optional.of(old));
        boolean written = false;
        try {
            ObjectStore.Write result = store.put(resource, request.namespace(), request.name(),
                    Typing.encoded(resource, stored), current.revision());
            written = result instanceof ObjectStore.Write.Done;
            return switch (result) {
                case ObjectStore.Write.Done done ->
                    new Attempt(Optional.of(done.object()), Optional.empty(), versioned);
                case ObjectStore.Write.Conflict conflict ->
                    new Attempt(Optional.empty(), conflict.current(), versioned);
            };
        } finally {
            if (!written) {
                undo.run();
            }
        }
    }

    /** The last finalizer is gone: so goes the object; the answer shows it as it was wanted. */
    private Attempt remove(Request request, CachedObject current, ObjectNode stored, boolean versioned) {
        return switch (store.delete(request.resource(), current)) {
            case ObjectStore.Write.Done done -> {
                released(request.resource(), stored);
                Meta.of(stored).put("resourceVersion", Long.toString(done.object().revision()));
                CachedObject last = store.pretend(request.resource(), request.namespace(), request.name(), stored);
                yield new Attempt(Optional.of(last), Optional.empty(), versioned);
            }
            case ObjectStore.Write.Conflict conflict -> new Attempt(Optional.empty(), conflict.current(), versioned);
        };
    }

    /** @return whether the client named a version */
    private static boolean checkPreconditions(Request request, ObjectNode wanted, ObjectNode old) {
        Resource resource = request.resource();
        String name = Meta.name(wanted);
        if (name.isEmpty()) {
            Meta.of(wanted).put("name", request.name());
        }
        String version = Meta.resourceVersion(wanted);
        if (version.isEmpty() || version.equals("0")) {
            boolean patches = request.options().kind().equals("PatchOptions");
            if (!resource.rules().unconditionalUpdate() && !patches && !request.raw()) {
                throw versionMissing(request, "0");
            }
        } else if (!version.equals(Meta.resourceVersion(old))) {
            if (!version.chars().allMatch(Character::isDigit)) {
                throw versionMissing(request, FieldErrors.quoted(version));
            }
            throw StatusException.modified(request.groupResource(), request.name());
        }
        String uid = Meta.uid(wanted);
        if (!uid.isEmpty() && !uid.equals(Meta.uid(old))) {
            throw StatusException.conflict(request.groupResource(), request.name(),
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + Meta.uid(old));
        }
        return !version.isEmpty() && !version.equals("0");
    }

    private static StatusException versionMissing(Request request, String given) {
        FieldErrors errors = new FieldErrors();
        errors.add("FieldValueInvalid", FieldPath.of("metadata", "resourceVersion"),
                "Invalid value: " + given + ": must be specified for an update");
        GroupResource resource = request.groupResource();
        return StatusException.invalid(new GroupKind(resource.group(), resource.resource()), request.name(), errors);
    }

    /** Everything between what is wanted and what is stored, but for the store: the result is in the storage version. */
    private ObjectNode prepared(Request request, ObjectNode served, ObjectNode old) {
        Resource resource = request.resource();
        KindRules rules = resource.rules();
        if (resource.namespaced() && Meta.namespace(served).isEmpty()) {
            Meta.of(served).put("namespace", request.namespace());
        }
        checkNamespace(request, served);
        ObjectNode oldServed = Typing.toServed(resource, old);
        if (!request.subresource().isEmpty()) {
            parts.keepTheRest(request, served, oldServed);
        }
        mutate(request, Operation.UPDATE, served, Optional.of(oldServed));
        ObjectNode object = Typing.toStored(resource, served);
        keptMetadata(object, old);
        rules.disabledFields().apply(object);
        Optional<KindRules.PartUpdate> part = rules.part(request.subresource());
        if (part.isPresent()) {
            part.get().prepare().prepare(request.context(), object, old);
        } else {
            if (rules.statusApart()) {
                keepStatus(object, old);
            }
            rules.prepareUpdate().prepare(request.context(), object, old);
        }
        generation(rules, object, old);
        TypedTrees.canonical(resource, object);
        FieldErrors errors = new FieldErrors();
        if (part.isPresent()) {
            MetaValidation.update(object, old, errors);
            part.get().validate().validate(object, old, errors);
        } else {
            checkUpdate(resource, object, old, errors);
        }
        rules.validateChange().validate(object, Optional.of(old), errors, request.context().warnings()::add);
        throwIfAny(resource, object, errors);
        if (part.isEmpty() && !rules.warnsOfNewOnly()) {
            rules.warn().warn(object, request.context().warnings()::add);
        }
        request.admission().validate(
                admission(request, Operation.UPDATE, Typing.toServed(resource, object), Optional.of(oldServed)));
        return object;
    }

    private static void checkUpdate(Resource resource, ObjectNode object, ObjectNode old, FieldErrors errors) {
        KindRules rules = resource.rules();
        KindRules.MetadataChecks times = rules.metadataChecks();
        for (int i = 0; i < times.updates(); i++) {
            MetaValidation.update(object, old, errors);
        }
        if (rules.changesFirst()) {
            rules.validateUpdate().validate(object, old, errors);
        }
        for (int i = 0; i < times.wholes(); i++) {
            MetaValidation.whole(object, errors);
            finalizers(rules, object, errors);
        }
        TypedTrees.validate(resource, object, Optional.of(old), errors);
        rules.validate().validate(object, Optional.of(old), errors);
        if (!rules.changesFirst()) {
            rules.validateUpdate().validate(object, old, errors);
        }
    }

    private static void finalizers(KindRules rules, ObjectNode object, FieldErrors errors) {
        if (rules.finalizersNeedDomain()) {
            MetaValidation.finalizerDomains(object, errors);
        }
    }

    /** The server's own wish: identity and generation are kept in order, the rest is as wished. */
    private static ObjectNode unruled(Request request, ObjectNode served, ObjectNode old) {
        ObjectNode object = Typing.toStored(request.resource(), served);
        keptMetadata(object, old);
        generation(request.resource().rules(), object, old);
        TypedTrees.canonical(request.resource(), object);
        return object;
    }

    private static void keepStatus(ObjectNode object, ObjectNode old) {
        JsonNode status = old.get("status");
        if (status == null) {
            object.remove("status");
        } else {
            object.set("status", status.deepCopy());
        }
    }

    /** What no client changes. Source: rest.BeforeUpdate. */
    private static void keptMetadata(ObjectNode object, ObjectNode old) {
        ObjectNode metadata = Meta.of(object);
        ObjectNode before = Meta.of(old);
        for (String field : java.util.List.of("creationTimestamp", "generation")) {
            metadata.remove(field);
        }
        for (String field : java.util.List.of("creationTimestamp", "generation", "uid", "deletionTimestamp",
                "deletionGracePeriodSeconds")) {
            JsonNode value = before.get(field);
            if (Trees.isAbsent(metadata, field) && value != null) {
                metadata.set(field, value); // what is given is checked to be the same
            }
        }
    }

    private static void generation(KindRules rules, ObjectNode object, ObjectNode old) {
        boolean changed = switch (rules.generation()) {
            case NONE -> false;
            case SPEC -> !Equality.same(Trees.at(object, "spec"), Trees.at(old, "spec"));
            case CONTENT -> !Equality.sameBut(object, old, OUTSIDE_CONTENT);
            case ALL -> !Equality.sameBut(object, old, Set.of("kind", "apiVersion", "metadata"));
        };
        if (changed) {
            Meta.of(object).put("generation", Trees.integer(old, "metadata", "generation").orElse(0L) + 1);
        }
    }

    private static boolean finishesDeletion(Resource resource, ObjectNode object) {
        if (!Meta.isDeleting(object) || !Meta.finalizers(object).isEmpty()) {
            return false;
        }
        if (dev.coracle.apiserver.registry.DeletionTraits.finalizedBySpec(resource)) {
            return Trees.strings(object, "spec", "finalizers").isEmpty();
        }
        return Trees.integer(object, "metadata", "deletionGracePeriodSeconds").orElse(0L) == 0;
    }

    private static void throwIfAny(Resource resource, ObjectNode object, FieldErrors errors) {
        if (!errors.isEmpty()) {
            GroupKind kind = new GroupKind(resource.storageVersion().group(), resource.info().kind()); // as it is checked
            throw StatusException.invalid(kind, Meta.name(object), errors);
        }
    }

    /** Mutating admission, and what it left out; in place. */
    private static void mutate(Request request, Operation operation, ObjectNode served, Optional<ObjectNode> old) {
        AdmissionRequest admission = admission(request, operation, served, old);
        request.admission().mutate(admission);
        Typing.defaultsAgain(request.resource(), served, admission.reinvocation().changedObject());
    }

    private static AdmissionRequest admission(Request request, Operation operation, ObjectNode object,
            Optional<ObjectNode> old) {
        String name = request.name().isEmpty() ? Meta.name(object) : request.name();
        return new AdmissionRequest(request.context(), operation, request.resource(), request.subresource(),
                request.namespace(), name, object, old, request.options().tree(),
                request.options().dryRun());
    }

    // ---- deletion's part

    /** Gives back what a deleted object held. */
    void released(Resource resource, ObjectNode object) {
        resource.rules().release().release(objects.get(), object);
    }
}
