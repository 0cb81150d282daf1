package dev.coracle.apiserver.resource.core.volume;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.Scheduling;
import dev.coracle.apiserver.resource.pod.volume.ClaimSpecs;
import dev.coracle.apiserver.resource.pod.volume.VolumeDefaults;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

/** PersistentVolumes. */
public final class PersistentVolumes {

    private static final List<String> NOT_SOURCES = List.of("accessModes", "capacity", "claimRef", "mountOptions",
            "nodeAffinity", "persistentVolumeReclaimPolicy", "storageClassName", "volumeAttributesClassName",
            "volumeMode");

    private PersistentVolumes() {}

    public static KindRules rules(Ages ages) {
        return KindRules.of("", "PersistentVolume").metadataChecks(2, 2).defaults(PersistentVolumes::fill)
                .prepareCreate((context, object) -> object.putObject("status").put("phase", "Pending")
                        .put("lastPhaseTransitionTime", Meta.time(ages.now())))
                .warn(PersistentVolumes::warn).validate(PersistentVolumes::check)
                .validateUpdate(PersistentVolumes::checkUpdate)
                .part(new KindRules.PartUpdate("status", (context, object, old) -> stamp(object, old, ages),
                        (object, old, errors) -> {}))
                .column(Columns.NAME)
                .column(Columns.text("Capacity", FieldDocs.of("core.v1.PersistentVolumeSpec", "capacity"),
                        object -> amount(object, "spec")))
                .column(Columns.text("Access Modes", FieldDocs.of("core.v1.PersistentVolumeSpec", "accessModes"),
                        object -> Columns.accessModes(object.path("spec").path("accessModes"))))
                .column(Columns.text("Reclaim Policy",
                        FieldDocs.of("core.v1.PersistentVolumeSpec", "persistentVolumeReclaimPolicy"),
                        Columns.at("spec", "persistentVolumeReclaimPolicy")))
                .column(Columns.text("Status", FieldDocs.of("core.v1.PersistentVolumeStatus", "phase"),
                        object -> Meta.isDeleting(object) ? "Terminating" : Trees.string(object, "status", "phase")))
                .column(Columns.text("Claim", FieldDocs.of("core.v1.PersistentVolumeSpec", "claimRef"),
                        PersistentVolumes::claim))
                .column(Columns.text("StorageClass", "StorageClass of the pv",
                        Columns.at("spec", "storageClassName")))
                .column(Columns.text("VolumeAttributesClass", "VolumeAttributesClass of the pv",
                        Columns.atOr(Columns.UNSET, "spec", "volumeAttributesClassName")))
                .column(Columns.text("Reason", FieldDocs.of("core.v1.PersistentVolumeStatus", "reason"),
                        Columns.at("status", "reason")))
                .column(ages.column())
                .column(Columns.wide("VolumeMode", FieldDocs.of("core.v1.PersistentVolumeSpec", "volumeMode"),
                        Columns.atOr(Columns.UNSET, "spec", "volumeMode")))
                .build();
    }

    /** When the phase last changed. */
    private static void stamp(ObjectNode object, ObjectNode old, Ages ages) {
        if (!Trees.string(object, "status", "phase").equals(Trees.string(old, "status", "phase"))) {
            Trees.ensureObject(object, "status").put("lastPhaseTransitionTime", Meta.time(ages.now()));
        } else if (Trees.string(object, "status", "lastPhaseTransitionTime").isEmpty()) {
            Trees.at(old, "status", "lastPhaseTransitionTime").ifPresent(
                    time -> Trees.ensureObject(object, "status").set("lastPhaseTransitionTime", time.deepCopy()));
        }
    }

    static String amount(ObjectNode object, String holder) {
        return Trees.at(object, holder, "capacity", "storage").map(Amounts::text).orElse("");
    }

    private static Object claim(ObjectNode object) {
        return Trees.object(object, "spec", "claimRef")
                .map(ref -> Trees.string(ref, "namespace") + "/" + Trees.string(ref, "name")).orElse("");
    }

    private static void fill(ObjectNode object) {
        ObjectNode spec = Trees.ensureObject(object, "spec");
        Trees.setDefault(spec, "persistentVolumeReclaimPolicy", "Retain");
        Trees.setDefault(spec, "volumeMode", "Filesystem");
        VolumeDefaults.source(spec);
        ObjectNode status = Trees.ensureObject(object, "status");
        Trees.setDefault(status, "phase", "Pending");
    }

    private static void warn(ObjectNode object, Consumer<String> out) {
        if (Trees.string(object, "spec", "persistentVolumeReclaimPolicy").equals("Recycle")) {
            out.accept("spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the "
                    + "recommended approach is to use dynamic provisioning.");
        }
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        ClaimSpecs.modes(spec.at("accessModes"), "");
        Place capacity = spec.at("capacity");
        capacity.required();
        if (!capacity.key("storage").present() || capacity.node().size() > 1) {
            errors.notSupported(capacity.path(), capacity.present() ? capacity.node() : NullNode.getInstance(),
                    List.of("storage"));
        }
        for (String name : capacity.keys()) {
            Amounts.quantity(capacity.key(name).node()).filter(amount -> amount.signum() < 0)
                    .ifPresent(amount -> errors.invalid(capacity.key(name).path(), amount.value(),
                            "must be a valid resource quantity"));
            Amounts.positive(capacity.key(name));
        }
        spec.at("persistentVolumeReclaimPolicy").oneOf("Delete", "Recycle", "Retain");
        Place affinity = spec.at("nodeAffinity");
        if (affinity.present() && !affinity.at("required").present()) {
            affinity.at("required").required("must specify required node constraints");
        }
        if (spec.at("nodeAffinity", "required").present()) {
            Scheduling.nodeSelector(spec.at("nodeAffinity", "required"));
        } else if (spec.at("local").present()) {
            spec.at("nodeAffinity").required("Local volume requires node affinity");
        }
        PersistentSources.check(spec);
        spec.at("storageClassName").named(Names::dnsSubdomain);
        spec.at("volumeMode").givenOneOf("Block", "Filesystem");
        attributesClass(spec);
    }

    private static void attributesClass(Place spec) {
        Place name = spec.at("volumeAttributesClassName");
        if (!name.present()) {
            return;
        }
        if (name.empty()) {
            name.required("an empty string is disallowed");
        }
        name.named(Names::dnsSubdomain);
        if (!spec.at("csi").present()) {
            spec.at("csi").required("has to be specified when using volumeAttributesClassName");
        }
    }

    private static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        check(object, errors); // the original checks the volume twice, and clients see each error as often
        Place spec = Place.root(object, errors).at("spec");
        ObjectNode before = Trees.ensureObject(old, "spec").deepCopy();
        ObjectNode after = Trees.ensureObject(object, "spec").deepCopy();
        before.remove(NOT_SOURCES);
        after.remove(NOT_SOURCES);
        if (before.path("csi").path("controllerExpandSecretRef").isMissingNode()) {
            Trees.object(after, "csi").ifPresent(csi -> csi.remove("controllerExpandSecretRef")); // may come later
        }
        if (!Place.same(before, after)) {
            spec.errors().forbidden(spec.path().child("persistentvolumesource"),
                    "spec.persistentvolumesource is immutable after creation");
        }
        new Place(spec.at("volumeMode").node(), FieldPath.of("volumeMode"), errors)
                .immutable(old.path("spec").path("volumeMode"));
        if (old.path("spec").path("nodeAffinity").isObject()) {
            new Place(spec.at("nodeAffinity").node(), FieldPath.of("nodeAffinity"), errors)
                    .immutable(old.path("spec").path("nodeAffinity"));
        }
    }
}
