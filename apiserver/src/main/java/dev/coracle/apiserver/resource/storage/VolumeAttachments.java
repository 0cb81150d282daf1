package dev.coracle.apiserver.resource.storage;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.Column;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.core.volume.InlineVolumes;
import dev.coracle.apiserver.resource.pod.volume.VolumeDefaults;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import tools.jackson.databind.node.ObjectNode;

/** VolumeAttachments. */
final class VolumeAttachments {

    private static final String ONE_OF = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";

    private VolumeAttachments() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("storage.k8s.io", "VolumeAttachment").conditionalUpdateOnly()
                .defaults(object -> Trees.object(object, "spec", "source", "inlineVolumeSpec")
                        .ifPresent(VolumeDefaults::source))
                .validate(VolumeAttachments::check)
                .validateUpdate((object, old, errors) -> Place.root(object, errors).at("spec")
                        .immutableStruct("io.k8s.api.storage.v1.VolumeAttachmentSpec", old.path("spec")))
                .status(VolumeAttachments::checkStatus).column(Columns.NAME)
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

    private static void checkStatus(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place status = Place.root(object, errors).at("status");
        status.at("attachError", "errorCode").between(0, Integer.MAX_VALUE);
        status.at("detachError", "errorCode").between(0, Integer.MAX_VALUE);
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        DriverNames.check(spec.at("attacher"));
        Place source = spec.at("source");
        Place inline = source.at("inlineVolumeSpec");
        Place name = source.at("persistentVolumeName");
        if (!inline.present() && !name.present()) {
            source.errors().required(source.path(), ONE_OF);
        } else if (inline.present() && name.present()) {
            source.forbidden(ONE_OF);
        } else if (name.present()) {
            name.required("must specify non empty persistentVolumeName");
            Names.dnsSubdomain(name.text()).forEach(name::invalidText);
        } else {
            InlineVolumes.check(inline);
        }
        Place node = spec.at("nodeName");
        Names.dnsSubdomain(node.text()).forEach(node::invalidText);
    }
}
