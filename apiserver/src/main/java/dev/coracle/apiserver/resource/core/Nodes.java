package dev.coracle.apiserver.resource.core;

import static dev.coracle.apiserver.resource.table.Columns.atOr;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules.PartUpdate;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** Nodes. A kubelet that registers one gives its first status along. */
final class Nodes {

    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";
    private static final String UNKNOWN = "<unknown>";

    private Nodes() {}

    static KindRules rules(Ages ages) {
        return KindRules.of("", "Node").metadataChecks(2, 2).defaults(Nodes::fill).statusOnCreate()
                .validate(Nodes::check)
                .validateUpdate(Nodes::checkUpdate)
                .part(new PartUpdate("status", (context, object, old) -> {}, Nodes::checkStatus))
                .selectable("spec.unschedulable",
                        object -> Boolean.toString(Trees.bool(object, "spec", "unschedulable")))
                .column(Columns.NAME).column(Columns.text("Status", "The status of the node", Nodes::status))
                .column(Columns.text("Roles", "The roles of the node", Nodes::roles)).column(ages.column())
                .column(Columns.text("Version", FieldDocs.of("core.v1.NodeSystemInfo", "kubeletVersion"),
                        Columns.at("status", "nodeInfo", "kubeletVersion")))
                .column(Columns.wide("Internal-IP", FieldDocs.of("core.v1.NodeStatus", "addresses"),
                        object -> address(object, "InternalIP")))
                .column(Columns.wide("External-IP", FieldDocs.of("core.v1.NodeStatus", "addresses"),
                        object -> address(object, "ExternalIP")))
                .column(Columns.wide("OS-Image", FieldDocs.of("core.v1.NodeSystemInfo", "osImage"),
                        atOr(UNKNOWN, "status", "nodeInfo", "osImage")))
                .column(Columns.wide("Kernel-Version", FieldDocs.of("core.v1.NodeSystemInfo", "kernelVersion"),
                        atOr(UNKNOWN, "status", "nodeInfo", "kernelVersion")))
                .column(Columns.wide("Container-Runtime",
                        FieldDocs.of("core.v1.NodeSystemInfo", "containerRuntimeVersion"),
                        atOr(UNKNOWN, "status", "nodeInfo", "containerRuntimeVersion")))
                .build();
    }

    private static void fill(ObjectNode object) {
        Trees.object(object, "status").ifPresent(status -> {
            if (Trees.isAbsent(status, "allocatable") && status.path("capacity").isObject()) {
                status.set("allocatable", status.path("capacity").deepCopy());
            }
        });
    }

    private static void check(ObjectNode object, FieldErrors errors) {
        Place node = Place.root(object, errors);
        Set<String> seen = new HashSet<>();
        Place taints = new Place(object.path("spec").path("taints"), node.path().child("metadata").child("taints"),
                errors);
        for (Place taint : taints.items()) {
            Labels.labelName(taint.at("key"));
            for (String problem : dev.coracle.api.validation.Names.labelValue(taint.at("value").text())) {
                taint.at("value").invalid(problem);
            }
            taint.at("effect").requiredOneOf("NoSchedule", "PreferNoSchedule", "NoExecute");
            if (!seen.add(taint.at("key").text() + ":" + taint.at("effect").text())) {
                errors.duplicate(taint.path(), taint.node().toString());
                return;
            }
        }
        for (Place cidr : node.at("spec", "podCIDRs").items()) {
            Addresses.cidr(cidr);
        }
        amounts(node.at("status", "capacity"));
        amounts(node.at("status", "allocatable"));
    }

    private static void amounts(Place amounts) {
        for (String name : amounts.keys()) {
            Amounts.notNegative(amounts.key(name));
        }
    }

    private static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place spec = Place.root(object, errors).at("spec");
        if (!old.path("spec").path("podCIDRs").isEmpty()
                && !spec.at("podCIDRs").same(old.path("spec").path("podCIDRs"))) {
            spec.at("podCIDRs").forbidden("node updates may not change podCIDR except from \"\" to valid");
        }
        if (!Trees.string(old, "spec", "providerID").isEmpty()
                && !spec.at("providerID").same(old.path("spec").path("providerID"))) {
            spec.at("providerID").forbidden("node updates may not change providerID except from \"\" to valid");
        }
    }

    private static void checkStatus(ObjectNode object, ObjectNode old, FieldErrors errors) {
        check(object, errors);
        Place.root(object, errors).at("status", "addresses").items()
                .forEach(address -> address.at("type").requiredPresent());
    }

    private static Object status(ObjectNode node) {
        String ready = Trees.objects(node, "status", "conditions").stream()
                .filter(c -> Trees.string(c, "type").equals("Ready")).findFirst()
                .map(c -> Trees.string(c, "status").equals("True") ? "Ready" : "NotReady").orElse("Unknown");
        return Trees.bool(node, "spec", "unschedulable") ? ready + ",SchedulingDisabled" : ready;
    }

    private static Object roles(ObjectNode node) {
        Set<String> roles = new TreeSet<>();
        for (Map.Entry<String, String> label : Meta.labels(node).entrySet()) {
            if (label.getKey().startsWith(ROLE_PREFIX) && label.getKey().length() > ROLE_PREFIX.length()) {
                roles.add(label.getKey().substring(ROLE_PREFIX.length()));
            } else if (label.getKey().equals("kubernetes.io/role") && !label.getValue().isEmpty()) {
                roles.add(label.getValue());
            }
        }
        return roles.isEmpty() ? Columns.NONE : String.join(",", roles);
    }

    private static Object address(ObjectNode node, String type) {
        return Trees.objects(node, "status", "addresses").stream().filter(a -> Trees.string(a, "type").equals(type))
                .map(a -> Trees.string(a, "address")).findFirst().orElse(Columns.NONE);
    }
}
