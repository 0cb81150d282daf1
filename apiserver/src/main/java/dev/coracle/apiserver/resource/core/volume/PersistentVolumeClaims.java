package dev.coracle.apiserver.resource.core.volume;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.PodWarnings;
import dev.coracle.apiserver.resource.pod.volume.ClaimSpecs;
import dev.coracle.apiserver.resource.pod.volume.VolumeDefaults;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** PersistentVolumeClaims. */
public final class PersistentVolumeClaims {

    private static final String FIXED = "spec is immutable after creation except resources.requests and "
            + "volumeAttributesClassName for bound claims";
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

    private PersistentVolumeClaims() {}

    public static KindRules rules(Ages ages) {
        return KindRules.of("", "PersistentVolumeClaim").metadataChecks(2, 2).defaults(PersistentVolumeClaims::fill)
                .prepareCreate((context, object) -> {
                    object.putObject("status").put("phase", "Pending");
                    ownNamespace(object);
                    knownSource(Trees.ensureObject(object, "spec"));
                    VolumeDefaults.sameSource(Trees.ensureObject(object, "spec"));
                })
                .prepareUpdate((context, object, old) -> {
                    if (old.path("spec").path("dataSourceRef").isMissingNode()) {
                        ownNamespace(object);
                    }
                    if (old.path("spec").path("dataSource").isMissingNode()) {
                        knownSource(Trees.ensureObject(object, "spec"));
                    }
                    VolumeDefaults.sameSource(Trees.ensureObject(object, "spec"));
                })
                .warn((object, out) -> PodWarnings.fractions(
                        Place.root(object, new FieldErrors()).at("spec", "resources"), out, "storage"))
                .validateBeside((object, old, errors) -> ClaimSpecs.check(Place.root(object, errors).at("spec"),
                        old.filter(PersistentVolumeClaims::namesGroup).isEmpty()))
                .validateUpdate(PersistentVolumeClaims::checkUpdate).status(PersistentVolumeClaims::checkStatus)
                .column(Columns.NAME)
                .column(Columns.text("Status", FieldDocs.of("core.v1.PersistentVolumeClaimStatus", "phase"),
                        object -> Meta.isDeleting(object) ? "Terminating" : Trees.string(object, "status", "phase")))
                .column(Columns.text("Volume", FieldDocs.of("core.v1.PersistentVolumeClaimSpec", "volumeName"),
                        Columns.at("spec", "volumeName")))
                .column(Columns.text("Capacity", FieldDocs.of("core.v1.PersistentVolumeClaimStatus", "capacity"),
                        object -> bound(object) ? PersistentVolumes.amount(object, "status") : ""))
                .column(Columns.text("Access Modes",
                        FieldDocs.of("core.v1.PersistentVolumeClaimStatus", "accessModes"),
                        object -> bound(object) ? Columns.accessModes(object.path("status").path("accessModes")) : ""))
                .column(Columns.text("StorageClass", "StorageClass of the pvc", PersistentVolumeClaims::storageClass))
                .column(Columns.text("VolumeAttributesClass", "VolumeAttributesClass of the pvc",
                        Columns.atOr(Columns.UNSET, "spec", "volumeAttributesClassName")))
                .column(ages.column())
                .column(Columns.wide("VolumeMode",
                        FieldDocs.of("core.v1.PersistentVolumeClaimSpec", "volumeMode"),
                        Columns.atOr(Columns.UNSET, "spec", "volumeMode")))
                .build();
    }

    /** Contents from another namespace wait behind a feature gate. */
    private static void ownNamespace(ObjectNode object) {
        Trees.object(object, "spec", "dataSourceRef").filter(ref -> !Trees.string(ref, "namespace").isEmpty())
                .ifPresent(ref -> Trees.ensureObject(object, "spec").remove("dataSourceRef"));
    }

    /** The older field for where the contents come from takes claims and snapshots; anything else in it counts for nothing. */
    private static void knownSource(ObjectNode spec) {
        Trees.object(spec, "dataSource").ifPresent(source -> {
            String kind = Trees.string(source, "kind");
            String group = Trees.string(source, "apiGroup");
            boolean claim = kind.equals("PersistentVolumeClaim") && group.isEmpty();
            boolean snapshot = kind.equals("VolumeSnapshot") && group.equals("snapshot.storage.k8s.io");
            if (!claim && !snapshot) {
                spec.remove("dataSource");
            }
        });
    }

    /** Groups had no rules once; what names one keeps the right to. */
    private static boolean namesGroup(ObjectNode claim) {
        return Trees.at(claim, "spec", "dataSource", "apiGroup").isPresent()
                || Trees.at(claim, "spec", "dataSourceRef", "apiGroup").isPresent();
    }

    private static boolean bound(ObjectNode object) {
        return !Trees.string(object, "spec", "volumeName").isEmpty();
    }

    private static Object storageClass(ObjectNode object) {
        String named = Trees.string(object, "spec", "storageClassName");
        return Meta.annotations(object).getOrDefault(CLASS_ANNOTATION, named);
    }

    private static void fill(ObjectNode object) {
        VolumeDefaults.claimSpec(Trees.ensureObject(object, "spec"));
        Trees.setDefault(Trees.ensureObject(object, "status"), "phase", "Pending");
    }

    private static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        ObjectNode now = Trees.ensureObject(object, "spec").deepCopy();
        ObjectNode before = Trees.ensureObject(old, "spec").deepCopy();
        if (before.path("volumeName").isMissingNode()) {
            now.remove("volumeName");
        }
        if (before.path("storageClassName").isMissingNode()) {
            now.remove("storageClassName");
        }
        if (Trees.string(object, "status", "phase").equals("Bound")) {
            Trees.object(now, "resources", "requests").ifPresent(requests -> {
                JsonNode was = before.path("resources").path("requests").path("storage");
                if (was.isMissingNode()) {
                    requests.remove("storage");
                } else {
                    requests.set("storage", was);
                }
            });
            now.remove("volumeAttributesClassName");
            before.remove("volumeAttributesClassName");
        }
        fixedClass(object, old, errors);
        if (!Place.same(now, before)) {
            spec.forbidden(FIXED);
        }
        notSmaller(spec.at("resources", "requests", "storage"), old);
        new Place(spec.at("volumeMode").node(), FieldPath.of("volumeMode"), errors)
                .immutable(old.path("spec").path("volumeMode"));
    }

    private static void fixedClass(ObjectNode object, ObjectNode old, FieldErrors errors) {
        String now = Meta.annotations(object).getOrDefault(CLASS_ANNOTATION, "");
        if (!now.equals(Meta.annotations(old).getOrDefault(CLASS_ANNOTATION, ""))) {
            errors.invalid(FieldPath.of("metadata", "annotations").child(CLASS_ANNOTATION), now, "field is immutable");
        }
    }

    /** A wish that could not be met may be taken back, down to what there is. */
    private static void notSmaller(Place storage, ObjectNode old) {
        Quantity size = Amounts.quantity(storage.node()).orElse(Quantity.ZERO);
        Quantity was = Amounts.quantity(old.path("spec").path("resources").path("requests").path("storage"))
                .orElse(Quantity.ZERO);
        Quantity there = Amounts.quantity(old.path("status").path("capacity").path("storage")).orElse(Quantity.ZERO);
        if (size.compareTo(was) < 0 && size.compareTo(there) <= 0) {
            storage.forbidden("field can not be less than status.capacity");
        }
    }

    private static void checkStatus(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place status = Place.root(object, errors).at("status");
        for (String name : status.at("capacity").keys()) {
            Amounts.notNegative(status.at("capacity").key(name));
        }
        for (String field : List.of("allocatedResources", "allocatedResourceStatuses")) {
            for (String name : status.at(field).keys()) {
                if (name.indexOf('/') < 0 && !name.equals("storage")) {
                    errors.notSupported(status.at(field).path(), name, List.of("storage"));
                }
            }
        }
    }
}
