package dev.coracle.apiserver.verb.option;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.gotypes.TypeCheck;
import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.naming.GroupVersionKind;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.encoding.Bodies;
import dev.coracle.apiserver.request.HttpRequest;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** How to delete. Source: meta.k8s.io/v1 DeleteOptions. @param tree as given, for admission */
public record DeleteOptions(boolean dryRun, Optional<Long> gracePeriodSeconds, String uid, String resourceVersion,
        Optional<Boolean> orphanDependents, String propagationPolicy, ObjectNode tree) {

    private static final List<String> POLICIES = List.of("Foreground", "Background", "Orphan");
    /** As the original names them. */
    private static final List<String> NAMED_POLICIES = List.of("Foreground", "Background", "Orphan", "nil");

    /** From the body, or without one from the query. */
    public static DeleteOptions of(HttpRequest request) {
        if (request.body().length > 0) {
            ObjectNode body = Bodies.object(request, "DeleteOptions");
            check(body);
            return of(body);
        }
        ObjectNode tree = Json.object();
        List<String> dryRun = request.parameters("dryRun");
        if (!dryRun.isEmpty()) {
            dryRun.forEach(tree.putArray("dryRun")::add);
        }
        request.number("gracePeriodSeconds").ifPresent(seconds -> tree.put("gracePeriodSeconds", seconds));
        request.parameter("propagationPolicy").ifPresent(policy -> tree.put("propagationPolicy", policy));
        if (request.parameter("orphanDependents").isPresent()) {
            tree.put("orphanDependents", request.flag("orphanDependents"));
        }
        return of(tree);
    }

    private static void check(ObjectNode body) {
        String kind = Trees.string(body, "kind");
        if (!kind.isEmpty() && !kind.equals("DeleteOptions")) {
            String version = Trees.string(body, "apiVersion");
            throw StatusException.badRequest(Catalogue.builtIn().isRegistered(version, kind)
                    ? "decoded object cannot be converted to DeleteOptions"
                    : "no kind " + FieldErrors.quoted(kind) + " is registered for version "
                            + FieldErrors.quoted(version.isEmpty() ? "meta.k8s.io/v1" : version)
                            + " in scheme \"pkg/runtime/scheme.go:111\"");
        }
        TypeCheck.mismatch(body, Catalogue.builtIn().schema(new GroupVersionKind("", "v1", "DeleteOptions")))
                .ifPresent(wrong -> {
                    throw StatusException.badRequest(wrong);
                });
    }

    public static DeleteOptions of(ObjectNode tree) {
        Optional<Boolean> orphan = Trees.at(tree, "orphanDependents").map(node -> node.asBoolean());
        String policy = Trees.string(tree, "propagationPolicy");
        List<String> dryRun = Trees.strings(tree, "dryRun");
        FieldErrors errors = new FieldErrors();
        if (orphan.isPresent() && !policy.isEmpty()) {
            errors.invalid(FieldPath.of("propagationPolicy"), policy,
                    "orphanDependents and deletionPropagation cannot be both set");
        }
        if (!policy.isEmpty() && !POLICIES.contains(policy)) {
            errors.notSupported(FieldPath.of("propagationPolicy"), policy, NAMED_POLICIES);
        }
        Options.dryRun(dryRun, errors);
        if (!errors.isEmpty()) {
            throw StatusException.invalid(new GroupKind("meta.k8s.io", "DeleteOptions"), "", errors);
        }
        return new DeleteOptions(!dryRun.isEmpty(), Trees.integer(tree, "gracePeriodSeconds"),
                Trees.string(tree, "preconditions", "uid"), Trees.string(tree, "preconditions", "resourceVersion"),
                orphan, policy, tree);
    }

    /** Whether the client says what is to become of dependents. */
    public boolean saysWhatOfDependents() {
        return orphanDependents.isPresent() || !propagationPolicy.isEmpty();
    }
}
