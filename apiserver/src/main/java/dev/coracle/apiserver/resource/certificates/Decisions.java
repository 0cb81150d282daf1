package dev.coracle.apiserver.resource.certificates;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What becomes of a request: approvers say yes or no, once and for all; signers say that they failed, or give the certificate. */
final class Decisions {

    private static final List<String> FINAL = List.of("Approved", "Denied", "Failed");
    private static final List<String> APPROVERS = List.of("Approved", "Denied");

    private Decisions() {}

    /** Signers write certificates, not decisions: what approvers have said stays as they said it. */
    static void bySigner(ObjectNode object, ObjectNode old, Ages ages) {
        Trees.array(object, "status", "conditions").ifPresent(conditions -> keep(conditions, old));
        stamp(object, old, ages);
    }

    private static void keep(ArrayNode conditions, ObjectNode old) {
        for (int i = 0; i < conditions.size(); i++) {
            String type = Trees.string(conditions.get(i), "type");
            Optional<ObjectNode> before = find(old, type);
            if (APPROVERS.contains(type) && before.isPresent()) {
                conditions.set(i, before.get().deepCopy());
            }
        }
    }

    /** Approvers write decisions, nothing else. */
    static void byApprover(ObjectNode object, ObjectNode old, Ages ages) {
        ObjectNode status = Trees.object(old, "status").map(ObjectNode::deepCopy).orElseGet(old::objectNode);
        status.remove("conditions");
        Trees.array(object, "status", "conditions").ifPresent(conditions -> status.set("conditions", conditions));
        object.set("spec", old.path("spec").deepCopy());
        object.set("status", status);
        stamp(object, old, ages);
    }

    private static void stamp(ObjectNode object, ObjectNode old, Ages ages) {
        String now = Meta.time(ages.now());
        for (ObjectNode condition : Trees.objects(object, "status", "conditions")) {
            find(old, Trees.string(condition, "type"))
                    .filter(before -> Trees.string(before, "status").equals(Trees.string(condition, "status")))
                    .map(before -> before.get("lastTransitionTime"))
                    .ifPresent(time -> condition.set("lastTransitionTime", time));
            for (String time : List.of("lastTransitionTime", "lastUpdateTime")) {
                if (Trees.string(condition, time).isEmpty()) {
                    condition.put(time, now);
                }
            }
        }
    }

    private static Optional<ObjectNode> find(ObjectNode object, String type) {
        return Trees.objects(object, "status", "conditions").stream()
                .filter(condition -> Trees.string(condition, "type").equals(type)).findFirst();
    }

    static void checkBySigner(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place status = Place.root(object, errors).at("status");
        Place certificate = status.at("certificate");
        boolean kept = certificate.same(old.path("status").path("certificate"));
        conditions(status.at("conditions"));
        if (!kept && !certificate.empty()) {
            certificate(certificate);
        }
        for (String type : FINAL) {
            boolean before = find(old, type).isPresent();
            boolean now = find(object, type).isPresent();
            if (before && !now) {
                removed(status.at("conditions"), type);
            } else if (!before && now && APPROVERS.contains(type)) {
                status.at("conditions").forbidden("updates may not add a condition of type \"" + type + "\"");
            }
        }
        if (!kept && !Trees.string(old, "status", "certificate").isEmpty()) {
            certificate.forbidden("updates may not modify existing certificate content");
        }
    }

    static void checkByApprover(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place conditions = Place.root(object, errors).at("status", "conditions");
        conditions(conditions);
        FINAL.stream().filter(type -> find(old, type).isPresent() && find(object, type).isEmpty())
                .forEach(type -> removed(conditions, type));
    }

    private static void removed(Place conditions, String type) {
        conditions.forbidden("updates may not remove a condition of type \"" + type + "\"");
    }

    private static void conditions(Place conditions) {
        Set<String> seen = new HashSet<>();
        for (Place condition : conditions.items()) {
            Place type = condition.at("type").required();
            if (FINAL.contains(type.text())) {
                condition.at("status").requiredOneOf("True");
            } else {
                condition.at("status").requiredOneOf("False", "True", "Unknown");
            }
            boolean contradicts = type.is("Approved") && seen.contains("Denied")
                    || type.is("Denied") && seen.contains("Approved");
            if (contradicts && !seen.contains(type.text())) {
                conditions.errors().invalid(conditions.path(), type.text(),
                        "Approved and Denied conditions are mutually exclusive");
            }
            if (!seen.add(type.text())) {
                type.errors().duplicate(type.path(), type.text());
            }
        }
    }

    private static void certificate(Place certificate) {
        List<Pem.Block> blocks = Pem.blocks(certificate.text());
        String wrong = blocks.isEmpty() ? "must contain at least one CERTIFICATE PEM block" : "";
        for (Pem.Block block : blocks) {
            if (wrong.isEmpty()) {
                wrong = wrong(block);
            }
        }
        if (!wrong.isEmpty()) {
            certificate.errors().invalid(certificate.path(), "<certificate data>", wrong);
        }
    }

    private static String wrong(Pem.Block block) {
        if (!block.type().equals("CERTIFICATE")) {
            return "only CERTIFICATE PEM blocks are allowed, found " + FieldErrors.quoted(block.type());
        }
        if (block.headers()) {
            return "no PEM block headers are permitted";
        }
        return block.isSequence() ? "" : "x509: malformed certificate";
    }
}
