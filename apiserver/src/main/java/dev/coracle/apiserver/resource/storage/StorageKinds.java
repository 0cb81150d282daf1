package dev.coracle.apiserver.resource.storage;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** All kinds of storage.k8s.io; the two smallest stand here. */
public final class StorageKinds {

    private StorageKinds() {}

    public static List<KindRules> all(Ages ages) {
        return List.of(CsiDrivers.rules(ages), CsiNodes.rules(ages), capacities(), StorageClasses.rules(ages),
                VolumeAttachments.rules(ages), attributesClasses(ages));
    }

    private static KindRules capacities() {
        return KindRules.of("storage.k8s.io", "CSIStorageCapacity").metadataChecks(2, 2).conditionalUpdateOnly()
                .validate(StorageKinds::checkCapacity).validateUpdate((object, old, errors) -> {
                    Place capacity = Place.root(object, errors);
                    capacity.at("nodeTopology").immutable(old.path("nodeTopology"));
                    capacity.at("storageClassName").immutable(old.path("storageClassName"));
                }).build();
    }

    private static void checkCapacity(ObjectNode object, FieldErrors errors) {
        Place capacity = Place.root(object, errors);
        capacity.at("storageClassName").requiredNamed(dev.coracle.api.validation.Names::dnsSubdomain);
        Labels.selector(capacity.at("nodeTopology"));
        Amounts.notNegative(capacity.at("capacity"));
        Amounts.notNegative(capacity.at("maximumVolumeSize"));
    }

    private static KindRules attributesClasses(Ages ages) {
        return KindRules.of("storage.k8s.io", "VolumeAttributesClass").metadataChecks(2, 2)
                .validate((object, errors) -> {
                    StorageClasses.provisioner(Place.root(object, errors).at("driverName"));
                    Place.root(object, errors).at("parameters").required("must contain at least one key/value pair");
                }).validateUpdate((object, old, errors) -> {
                    for (String field : List.of("driverName", "parameters")) {
                        if (!Place.root(object, errors).at(field).same(old.path(field))) {
                            Place.root(object, errors).at(field).forbidden("updates to " + field + " are forbidden.");
                        }
                    }
                }).column(Columns.NAME)
                .column(Columns.text("DriverName", FieldDocs.of("storage.v1.VolumeAttributesClass", "driverName"),
                        Columns.at("driverName")))
                .column(ages.column()).build();
    }
}
