package dev.coracle.apiserver.resource.networking;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** IPAddresses: which service address belongs to whom. The name is the address. */
final class IpAddresses {

    private IpAddresses() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("networking.k8s.io", "IPAddress").metadataChecks(2, 2)
                .named(name -> Addresses.isAddress(name) && name.equals(name.toLowerCase(Locale.ROOT))
                        ? List.of()
                        : List.of(Addresses.INVALID))
                .validate(IpAddresses::check)
                .validateUpdate(IpAddresses::checkUpdate)
                .column(Columns.NAME)
                .column(Columns.text("ParentRef", FieldDocs.of("networking.v1.IPAddressSpec", "parentRef"),
                        IpAddresses::parent))
                .column(ages.column()).build();
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place parent = Place.root(object, errors).at("spec", "parentRef");
        if (parent.requiredPresent().present()) {
            parent.at("group").named(Names::dnsSubdomain);
            parent.at("resource").requiredNamed(Names::pathSegment);
            parent.at("name").requiredNamed(Names::pathSegment);
            parent.at("namespace").named(Names::pathSegment);
        }
    }

    private static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place parent = Place.root(object, errors).at("spec", "parentRef");
        parent.immutableStruct("io.k8s.api.networking.v1.ParentReference", old.path("spec").path("parentRef"));
    }

    private static Object parent(ObjectNode object) {
        return Trees.object(object, "spec", "parentRef").map(ref -> {
            String group = Trees.string(ref, "group");
            String resource = Trees.string(ref, "resource") + (group.isEmpty() ? "" : "." + group);
            String namespace = Trees.string(ref, "namespace");
            return resource.toLowerCase(Locale.ROOT) + "/" + (namespace.isEmpty() ? "" : namespace + "/")
                    + Trees.string(ref, "name");
        }).orElse(Columns.NONE);
    }
}
