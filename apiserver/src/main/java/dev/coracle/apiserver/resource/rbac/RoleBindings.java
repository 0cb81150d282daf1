package dev.coracle.apiserver.resource.rbac;

import static dev.coracle.api.tree.Trees.setDefault;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.Column;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.table.Ages;
import dev.coracle.apiserver.resource.table.Columns;
import dev.coracle.apiserver.resource.table.FieldDocs;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** RoleBindings and ClusterRoleBindings. */
final class RoleBindings {

    private static final String GROUP = "rbac.authorization.k8s.io";

    private RoleBindings() {}

    static KindRules namespaced(Ages ages) {
        return rules(ages, "RoleBinding", "roleBinding", "Role", "ClusterRole");
    }

    static KindRules cluster(Ages ages) {
        return rules(ages, "ClusterRoleBinding", "clusterRoleBinding", "ClusterRole");
    }

    private static KindRules rules(Ages ages, String kind, String inTexts, String... roles) {
        return KindRules.of(GROUP, kind).metadataChecks(2, 2).named(Names::pathSegment).createOnUpdate()
                .defaults(RoleBindings::fill)
                .validate((object, errors) -> check(object, errors, roles))
                .validateUpdate(RoleBindings::checkUpdate).column(Columns.NAME)
                .column(Columns.text("Role", FieldDocs.of("rbac.v1beta1." + kind, "roleRef"),
                        object -> Trees.string(object, "roleRef", "kind") + "/"
                                + Trees.string(object, "roleRef", "name")))
                .column(ages.column()).column(subjects("Users", "User", inTexts))
                .column(subjects("Groups", "Group", inTexts))
                .column(subjects("ServiceAccounts", "ServiceAccount", inTexts)).build();
    }

    private static Column subjects(String column, String kind, String inTexts) {
        return Columns.wide(column, column + " in the " + inTexts, object -> Trees.objects(object, "subjects").stream()
                .filter(s -> Trees.string(s, "kind").equals(kind))
                .map(s -> (kind.equals("ServiceAccount") ? Trees.string(s, "namespace") + "/" : "")
                        + Trees.string(s, "name"))
                .collect(Collectors.joining(", ")));
    }

    private static void fill(ObjectNode object) {
        ObjectNode role = Trees.ensureObject(object, "roleRef");
        if (Trees.string(role, "apiGroup").isEmpty()) {
            role.put("apiGroup", GROUP);
        }
        for (ObjectNode subject : Trees.objects(object, "subjects")) {
            if (!Trees.string(subject, "kind").equals("ServiceAccount")
                    && List.of("User", "Group").contains(Trees.string(subject, "kind"))) {
                setDefault(subject, "apiGroup", GROUP);
            }
        }
    }

    private static void check(ObjectNode object, FieldErrors errors, String... roles) {
        Place binding = Place.root(object, errors);
        Place role = binding.at("roleRef");
        role.at("apiGroup").exactlyOneOf(GROUP);
        role.at("kind").exactlyOneOf(roles);
        role.at("name").requiredNamed(Names::pathSegment);
        for (Place subject : binding.at("subjects").items()) {
            Place name = subject.at("name").required();
            switch (subject.at("kind").text()) {
                case "ServiceAccount" -> {
                    name.named(Names::dnsSubdomain);
                    if (!subject.at("apiGroup").empty()) {
                        subject.at("apiGroup").exactlyOneOf("");
                    }
                    if (roles.length == 1) {
                        subject.at("namespace").required();
                    }
                }
                case "User", "Group" -> subject.at("apiGroup").exactlyOneOf(GROUP);
                default -> subject.at("kind").exactlyOneOf("ServiceAccount", "User", "Group");
            }
        }
    }

    private static void checkUpdate(ObjectNode object, ObjectNode old, FieldErrors errors) {
        Place role = Place.root(object, errors).at("roleRef");
        if (!role.same(old.path("roleRef"))) {
            role.invalidStruct("io.k8s.api.rbac.v1.RoleRef", "cannot change roleRef");
        }
    }
}
