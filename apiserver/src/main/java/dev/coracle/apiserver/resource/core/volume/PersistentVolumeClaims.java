package dev.coracle.apiserver.resource.core.volume;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.status.FieldErrors;
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
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** PersistentVolumeClaims. */
public final class PersistentVolumeClaims {

    private static final String FIXED = "spec is immutable after creation except resources.requests and "
            + "volumeAttributesClassName for bound claims";
    private static final String CLASS_ANNOTATION = "volume.beta.kubernetes.io/storage-class";

    private PersistentVolumeClaims() {}

    public static KindRules rules(Ages ages) {
        return KindRules.of("", "PersistentVolumeClaim").metadataChecks(2, 2).defaults(PersistentVolumeClaims::fill)
                .disabledFields(PersistentVolumeClaims::ownNamespace)
                .prepareCreate((context, object) -> {
                    object.putObject("status").put("phase", "Pending");
                    knownSource(Trees.ensureObject(object, "spec"));
                    VolumeDefaults.sameSource(Trees.ensureObject(object, "spec"));
                })
                .prepareUpdate((context, object, old) -> {
                    if (old.path("spec").path("dataSource").isMissingNode()) {
                        knownSource(Trees.ensureObject(object, "spec"));
                    }
                    VolumeDefaults.sameSource(Trees.ensureObject(object, "spec"));
                })
                .warn((object, out) -> PodWarnings.fractions(
                        Place.root(object, new FieldErrors()).at("spec", "resources"), out, "storage"))
                .validate((object, errors) -> ClaimSpecs.check(Place.root(object, errors).at("spec")))
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
        boolean bound = Trees.string(old, "status", "phase").equals("Bound");
        Place storage = spec.at("resources", "requests").key("storage");
        if (bound) {
            Optional<Quantity> size = Amounts.quantity(storage.node());
            Optional<Quantity> was = Amounts
                    .quantity(before.path("resources").path("requests").path("storage"));
            if (size.isPresent() && was.isPresent() && size.get().compareTo(was.get()) < 0) {
                errors.forbidden(spec.path().child("resources").child("requests").child("storage"),
                        "field can not be less than status.capacity");
            }
            now.set("resources", before.path("resources"));
            now.remove("volumeAttributesClassName");
            before.remove("volumeAttributesClassName");
        }
        if (!Place.same(now, before)) {
            spec.forbidden(FIXED);
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
