package dev.coracle.apiserver.resource.dynamic;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.dynamic.device.AdminAccess;
import dev.coracle.apiserver.resource.dynamic.device.DeviceRequests;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** ResourceClaimTemplates. */
final class ResourceClaimTemplates {

    /** Of the metadata of the claims to come only labels and annotations are a template's to say. */
    private static final List<String> NOT_OURS = List.of("name", "generateName", "namespace", "selfLink", "uid",
            "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
            "ownerReferences", "finalizers");

    private ResourceClaimTemplates() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("resource.k8s.io", "ResourceClaimTemplate").metadataChecks(2, 2)
                .defaults(object -> DeviceRequests.fill(Trees.ensureObject(object, "spec", "spec")))
                .validateAmong((objects, object, errors) -> AdminAccess.check(objects, object.path("spec").path("spec"),
                        Meta.namespace(object), errors))
                .validate(ResourceClaimTemplates::check).validateUpdate((object, old, errors) -> Place
                        .root(object, errors).at("spec")
                        .immutableStruct("io.k8s.api.resource.v1.ResourceClaimTemplateSpec", old.path("spec")))
                .column(Columns.NAME).column(ages.column()).build();
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        Place metadata = spec.at("metadata");
        Labels.check(metadata.at("labels"));
        Labels.annotations(metadata.at("annotations"));
        for (String field : NOT_OURS) {
            if (!metadata.at(field).empty()) {
                errors.forbidden(metadata.path().child(field.equals("uid") ? "uID" : field), "cannot be set");
            }
        }
        DeviceRequests.check(spec.at("spec"));
    }
}
