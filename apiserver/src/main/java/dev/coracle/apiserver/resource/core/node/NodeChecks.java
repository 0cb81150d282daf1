package dev.coracle.apiserver.resource.core.node;

import dev.coracle.api.gotypes.InternalForm;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.container.Resources;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a node must be, and what of it may change. */
final class NodeChecks {

    private static final Pattern FEATURE = Pattern.compile("[A-Z][a-zA-Z0-9]*(/[a-zA-Z][a-zA-Z0-9]*)*");
    private static final int FEATURE_LENGTH = 253;

    private NodeChecks() {}

    static void check(ObjectNode object, FieldErrors errors) {
        Place node = Place.root(object, errors);
        taints(node);
        resources(node);
        features(node.at("status", "declaredFeatures"));
        blocks(node.at("spec", "podCIDRs"));
    }

    /** The original looks at most of a node twice when it is updated, and clients see each error as often. */
    static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place node = Place.root(object, errors);
        Place spec = node.at("spec");
        resources(node);
        features(node.at("status", "declaredFeatures"));
        addresses(node.at("status", "addresses"));
        fixedBlocks(spec.at("podCIDRs"), Trees.strings(old, "spec", "podCIDRs"));
        if (!Trees.string(old, "spec", "providerID").isEmpty()
                && !spec.at("providerID").same(old.path("spec").path("providerID"))) {
            spec.at("providerID").forbidden("node updates may not change providerID except from \"\" to valid");
        }
        taints(node);
        if (!spec.at("externalID").same(old.path("spec").path("externalID"))) {
            spec.at("externalID").forbidden("may not be updated");
        }
    }

    /** The original's paths say that taints stand in the metadata. */
    private static void taints(Place node) {
        Place taints = new Place(node.node().path("spec").path("taints"),
                node.path().child("metadata").child("taints"), node.errors());
        Set<String> seen = new HashSet<>();
        for (Place taint : taints.items()) {
            Labels.labelName(taint.at("key"));
            String problems = String.join(";", Names.labelValue(taint.at("value").text()));
            if (!problems.isEmpty()) {
                taint.at("value").invalid(problems);
            }
            taint.at("effect").requiredOneOf("NoSchedule", "PreferNoSchedule", "NoExecute");
            if (!seen.add(taint.at("key").text() + ":" + taint.at("effect").text())) {
                duplicate(taint, "io.k8s.api.core.v1.Taint", ": taints must be unique by key and effect pair");
                return;
            }
        }
    }

    private static void duplicate(Place place, String definition, String detail) {
        place.errors().add("FieldValueDuplicate", place.path(),
                "Duplicate value: " + InternalForm.of(place.node(), definition) + detail);
    }

    /** Amounts that are not negative; the original's paths name them as if they were fields. */
    private static void resources(Place node) {
        for (String field : List.of("capacity", "allocatable")) {
            Place amounts = node.at("status", field);
            amounts.keys().forEach(name -> Resources.amount(amounts.at(name), name));
        }
    }

    private static void features(Place features) {
        List<Place> all = features.items();
        for (int i = 0; i < all.size(); i++) {
            String name = all.get(i).text();
            String invalid = "invalid feature name " + FieldErrors.quoted(name) + ": ";
            if (name.length() > FEATURE_LENGTH) {
                all.get(i).invalidText(invalid + "must be no more than " + FEATURE_LENGTH + " characters");
            } else if (!FEATURE.matcher(name).matches()) {
                all.get(i).invalidText(invalid + "must start with an UpperCamelCase segment, with subsequent segments "
                        + "separated by '/' (e.g., MyFeature or MyFeature/mySubFeature), and contain only "
                        + "alphanumeric characters and slashes");
            }
            if (i + 1 < all.size()) {
                inOrder(name, all.get(i + 1));
            }
        }
    }

    private static void inOrder(String name, Place next) {
        if (name.equals(next.text())) {
            next.errors().duplicate(next.path(), name);
        } else if (name.compareTo(next.text()) > 0) {
            next.invalidText("list must be sorted alphabetically");
        }
    }

    private static void blocks(Place blocks) {
        List<Place> all = blocks.items();
        all.forEach(Addresses::cidr);
        if (all.size() < 2) {
            return;
        }
        Set<Boolean> families = all.stream().map(block -> block.text().indexOf(':') >= 0).collect(Collectors.toSet());
        if (families.size() < 2 || all.size() > 2) {
            blocks.invalid("may specify no more than one CIDR for each IP family");
        }
    }

    private static void fixedBlocks(Place blocks, List<String> before) {
        List<Place> now = blocks.items();
        if (before.isEmpty()) {
            return;
        }
        String fixed = "node updates may not change podCIDR except from \"\" to valid";
        if (now.size() != before.size()) {
            blocks.forbidden(fixed);
            return;
        }
        for (int i = 0; i < before.size(); i++) {
            if (!now.get(i).is(before.get(i))) {
                blocks.forbidden(fixed);
            }
        }
    }

    private static void addresses(Place addresses) {
        Set<JsonNode> seen = new HashSet<>();
        for (Place address : addresses.items()) {
            if (!seen.add(address.node())) {
                duplicate(address, "io.k8s.api.core.v1.NodeAddress", "");
            }
        }
    }
}
