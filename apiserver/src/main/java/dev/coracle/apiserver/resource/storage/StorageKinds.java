package dev.coracle.apiserver.resource.storage;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** All kinds of storage.k8s.io; the two smallest stand here. */
public final class StorageKinds {

    private static final String SELECTOR = "io.k8s.apimachinery.pkg.apis.meta.v1.LabelSelector";

    private StorageKinds() {}

    public static List<KindRules> all(Ages ages) {
        return List.of(CsiDrivers.rules(ages), CsiNodes.rules(ages), capacities(), StorageClasses.rules(ages),
                VolumeAttachments.rules(ages), attributesClasses(ages));
    }

    private static KindRules capacities() {
        return KindRules.of("storage.k8s.io", "CSIStorageCapacity").metadataChecks(2, 2).conditionalUpdateOnly()
                .validate(StorageKinds::checkCapacity).validateUpdate((object, old, errors) -> {
                    Place capacity = Place.root(object, errors);
                    capacity.at("nodeTopology").immutableStruct(SELECTOR, old.path("nodeTopology"));
                    capacity.at("storageClassName").immutable(old.path("storageClassName"));
                }).build();
    }

    private static void checkCapacity(ObjectNode object, FieldErrors errors) {
        Place capacity = Place.root(object, errors);
        Place name = capacity.at("storageClassName");
        Names.dnsSubdomain(name.text()).forEach(name::invalidText);
        Labels.selector(capacity.at("nodeTopology"));
        Amounts.notNegative(capacity.at("capacity"));
    }

    private static KindRules attributesClasses(Ages ages) {
        return KindRules.of("storage.k8s.io", "VolumeAttributesClass").metadataChecks(2, 2)
                .validateChange(StorageKinds::checkAttributes).column(Columns.NAME)
                .column(Columns.text("DriverName", FieldDocs.of("storage.v1.VolumeAttributesClass", "driverName"),
                        Columns.at("driverName")))
                .column(ages.column()).build();
    }

    private static void checkAttributes(ObjectNode object, Optional<ObjectNode> old, FieldErrors errors,
            Consumer<String> warnings) {
        Place attributes = Place.root(object, errors);
        old.ifPresent(before -> {
            for (String field : List.of("driverName", "parameters")) {
                if (!attributes.at(field).same(before.path(field))) {
                    attributes.at(field).forbidden("updates to " + field + " are forbidden.");
                }
            }
        });
        Parameters.provisioner(attributes.at("driverName"));
        Parameters.check(attributes.at("parameters").required("must contain at least one key/value pair"));
    }
}
