package dev.coracle.apiserver.resource.storage;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Column;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import tools.jackson.databind.node.ObjectNode;

/** VolumeAttachments. */
final class VolumeAttachments {

    private VolumeAttachments() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("storage.k8s.io", "VolumeAttachment").conditionalUpdateOnly()
                .validate(VolumeAttachments::check)
                .validateUpdate((object, old, errors) -> Place.root(object, errors).at("spec")
                        .immutable(old.path("spec")))
                .status().column(Columns.NAME)
                .column(new Column("Attacher", "string", "name",
                        FieldDocs.of("storage.v1.VolumeAttachmentSpec", "attacher"), 0,
                        Columns.at("spec", "attacher")))
                .column(Columns.text("PV",
                        FieldDocs.of("storage.v1.VolumeAttachmentSource", "persistentVolumeName"),
                        Columns.at("spec", "source", "persistentVolumeName")))
                .column(Columns.text("Node", FieldDocs.of("storage.v1.VolumeAttachmentSpec", "nodeName"),
                        Columns.at("spec", "nodeName")))
                .column(Columns.bool("Attached", FieldDocs.of("storage.v1.VolumeAttachmentStatus", "attached"),
                        Columns.flag("status", "attached")))
                .column(ages.column()).build();
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        StorageClasses.provisioner(spec.at("attacher"));
        Place source = spec.at("source");
        boolean inline = source.at("inlineVolumeSpec").present();
        boolean named = source.at("persistentVolumeName").present();
        if (!inline && !named) {
            source.errors().required(source.path(),
                    "must specify exactly one of inlineVolumeSpec and persistentVolumeName");
        } else if (inline && named) {
            source.forbidden("must specify exactly one of inlineVolumeSpec and persistentVolumeName");
        } else if (named) {
            source.at("persistentVolumeName").required("must specify non empty persistentVolumeName");
        }
        spec.at("nodeName").requiredNamed(dev.coracle.api.validation.Names::dnsSubdomain);
        if (Trees.string(object, "spec", "attacher").length() > 63) {
            errors.tooLong(spec.at("attacher").path(), 63);
        }
    }
}
