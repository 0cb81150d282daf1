package dev.coracle.apiserver.resource.storage;

import static dev.coracle.api.tree.Trees.setDefault;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.apiserver.registry.Column;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** StorageClasses. */
final class StorageClasses {

    private StorageClasses() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("storage.k8s.io", "StorageClass").metadataChecks(2, 2).defaults(object -> {
            setDefault(object, "reclaimPolicy", "Delete");
            setDefault(object, "volumeBindingMode", "Immediate");
        }).validate(StorageClasses::check).validateUpdate(StorageClasses::checkUpdate)
                .column(new Column("Name", "string", "name", Columns.NAME.description(), 0, StorageClasses::name))
                .column(Columns.text("Provisioner", FieldDocs.of("storage.v1.StorageClass", "provisioner"),
                        Columns.at("provisioner")))
                .column(Columns.text("ReclaimPolicy", FieldDocs.of("storage.v1.StorageClass", "reclaimPolicy"),
                        Columns.at("reclaimPolicy")))
                .column(Columns.text("VolumeBindingMode",
                        FieldDocs.of("storage.v1.StorageClass", "volumeBindingMode"),
                        Columns.at("volumeBindingMode")))
                .column(Columns.text("AllowVolumeExpansion",
                        FieldDocs.of("storage.v1.StorageClass", "allowVolumeExpansion"),
                        Columns.flag("allowVolumeExpansion")))
                .column(ages.column()).build();
    }

    private static Object name(ObjectNode object) {
        Map<String, String> annotations = Meta.annotations(object);
        boolean isDefault = "true".equals(annotations.get("storageclass.kubernetes.io/is-default-class"))
                || "true".equals(annotations.get("storageclass.beta.kubernetes.io/is-default-class"));
        return isDefault ? Meta.name(object) + " (default)" : Meta.name(object);
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place sc = Place.root(object, errors);
        Parameters.provisioner(sc.at("provisioner"));
        Parameters.check(sc.at("parameters"));
        sc.at("reclaimPolicy").oneOf("Delete", "Retain");
        sc.at("volumeBindingMode").exactlyOneOf("Immediate", "WaitForFirstConsumer");
        Topologies.check(sc.at("allowedTopologies"));
    }

    private static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place sc = Place.root(object, errors);
        Parameters.immutable(sc.at("parameters"), old.path("parameters"));
        for (String field : List.of("provisioner", "reclaimPolicy", "volumeBindingMode")) {
            sc.at(field).immutable(old.path(field));
        }
    }
}
