package dev.coracle.apiserver.resource.core.node;

import static dev.coracle.apiserver.resource.table.Columns.atOr;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.registry.KindRules.PartUpdate;
import dev.coracle.apiserver.resource.check.AddressWarnings;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Nodes. A kubelet that registers one gives its first status along. */
public final class Nodes {

    private static final String ROLE_PREFIX = "node-role.kubernetes.io/";
    private static final String UNKNOWN = "<unknown>";

    private Nodes() {}

    public static KindRules rules(Ages ages) {
        return KindRules.of("", "Node").metadataChecks(2, 2).defaults(Nodes::fill).statusOnCreate()
                .disabledFields(Nodes::disabled).warn(Nodes::warn).validate(NodeChecks::check)
                .validateUpdate(NodeChecks::checkUpdate)
                .part(new PartUpdate("status", (context, object, old) -> {}, NodeChecks::checkUpdate))
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
        blocks(object);
        Trees.object(object, "status").ifPresent(status -> {
            if (Trees.isAbsent(status, "allocatable") && status.path("capacity").isObject()) {
                status.set("allocatable", status.path("capacity").deepCopy());
            }
        });
    }

    /** The single block of addresses and the first of the list are the same; where they differ, the single one counts. */
    private static void blocks(ObjectNode object) {
        String single = Trees.string(object, "spec", "podCIDR");
        List<String> all = Trees.strings(object, "spec", "podCIDRs");
        if (!single.isEmpty() && (all.isEmpty() || !all.getFirst().equals(single))) {
            Trees.ensureObject(object, "spec").putArray("podCIDRs").add(single);
        } else if (single.isEmpty() && !all.isEmpty() && !all.getFirst().isEmpty()) {
            Trees.ensureObject(object, "spec").put("podCIDR", all.getFirst());
        }
    }

    /** Kubelets no longer take their configuration from the API. */
    private static void disabled(ObjectNode object) {
        Trees.object(object, "spec").ifPresent(spec -> spec.remove("configSource"));
        Trees.object(object, "status").ifPresent(status -> status.remove("config"));
    }

    private static void warn(ObjectNode object, Consumer<String> out) {
        if (!Trees.string(object, "spec", "externalID").isEmpty()) {
            out.accept("spec.externalID: this field is deprecated, and is unused by Kubernetes");
        }
        Place.root(object, new FieldErrors()).at("spec", "podCIDRs").items()
                .forEach(block -> AddressWarnings.cidr(block, out));
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
