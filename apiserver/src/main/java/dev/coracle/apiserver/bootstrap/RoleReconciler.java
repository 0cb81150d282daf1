package dev.coracle.apiserver.bootstrap;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.authorization.PolicyRule;
import dev.coracle.apiserver.registry.Objects;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sees to it that the default roles and bindings are there and give at least what they should; what somebody added to them stays.
 * One that is annotated {@code rbac.authorization.kubernetes.io/autoupdate: "false"} is left alone.
 */
final class RoleReconciler {

    private static final String GROUP = "rbac.authorization.k8s.io";
    private static final String AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";

    private final Ensure ensure;

    RoleReconciler(Objects objects) {
        this.ensure = new Ensure(objects);
    }

    void run() {
        DefaultRoles defaults = DefaultRoles.load();
        List<Runnable> tasks = new ArrayList<>();
        for (DefaultRoles.Role role : defaults.roles()) {
            tasks.add(() -> ensure.present(resource(role.namespace().isEmpty() ? "clusterroles" : "roles"), tree(role),
                    found -> repaired(found, role)));
        }
        for (DefaultRoles.Binding binding : defaults.bindings()) {
            tasks.add(() -> ensure.present(
                    resource(binding.namespace().isEmpty() ? "clusterrolebindings" : "rolebindings"), tree(binding),
                    found -> repaired(found, binding)));
        }
        Ensure.all(tasks);
    }

    private static GroupResource resource(String name) {
        return new GroupResource(GROUP, name);
    }

    private static ObjectNode tree(DefaultRoles.Role role) {
        ObjectNode tree = start(role.namespace().isEmpty() ? "ClusterRole" : "Role", role.namespace(), role.name());
        ObjectNode labels = Trees.ensureObject(tree, "metadata", "labels");
        role.labels().forEach(label -> labels.put(GROUP + "/" + label, "true"));
        if (!role.aggregates().isEmpty()) {
            tree.putObject("aggregationRule").putArray("clusterRoleSelectors").addObject().putObject("matchLabels")
                    .put(GROUP + "/aggregate-to-" + role.aggregates(), "true");
            return tree; // its rules are for the controller of aggregated roles to write
        }
        ArrayNode rules = tree.putArray("rules");
        role.rules().forEach(rule -> rules.add(rule.toTree()));
        return tree;
    }

    private static ObjectNode tree(DefaultRoles.Binding binding) {
        boolean cluster = binding.namespace().isEmpty();
        ObjectNode tree = start(cluster ? "ClusterRoleBinding" : "RoleBinding", binding.namespace(), binding.name());
        tree.putObject("roleRef").put("apiGroup", GROUP).put("kind", cluster ? "ClusterRole" : "Role").put("name",
                binding.role());
        if (!binding.subjects().isEmpty()) {
            ArrayNode subjects = tree.putArray("subjects");
            binding.subjects().forEach(subject -> subjects.add(subject(subject)));
        }
        return tree;
    }

    private static ObjectNode start(String kind, String namespace, String name) {
        ObjectNode tree = Json.object().put("apiVersion", GROUP + "/v1").put("kind", kind);
        ObjectNode metadata = tree.putObject("metadata").put("name", name);
        if (!namespace.isEmpty()) {
            metadata.put("namespace", namespace);
        }
        metadata.putObject("annotations").put(AUTO_UPDATE, "true");
        metadata.putObject("labels").put("kubernetes.io/bootstrapping", "rbac-defaults");
        return tree;
    }

    private static ObjectNode subject(String word) {
        String name = word.substring(2);
        return switch (word.charAt(0)) {
            case 'u' -> Json.object().put("apiGroup", GROUP).put("kind", "User").put("name", name);
            case 'g' -> Json.object().put("apiGroup", GROUP).put("kind", "Group").put("name", name);
            default -> Json.object().put("kind", "ServiceAccount").put("name", name.substring(name.indexOf(':') + 1))
                    .put("namespace", name.substring(0, name.indexOf(':')));
        };
    }

    private static ObjectNode repaired(ObjectNode found, DefaultRoles.Role role) {
        if (isLeftAlone(found) || !role.aggregates().isEmpty()) {
            return found;
        }
        List<PolicyRule> held = PolicyRule.rulesOf(found);
        for (PolicyRule rule : role.rules()) {
            if (!PolicyRule.covers(held, rule)) {
                Trees.ensureArray(found, "rules").add(rule.toTree());
            }
        }
        return found;
    }

    private static ObjectNode repaired(ObjectNode found, DefaultRoles.Binding binding) {
        if (isLeftAlone(found)) {
            return found;
        }
        List<ObjectNode> held = Trees.objects(found, "subjects");
        for (String word : binding.subjects()) {
            ObjectNode subject = subject(word);
            if (held.stream().noneMatch(h -> same(h, subject))) {
                Trees.ensureArray(found, "subjects").add(subject);
            }
        }
        return found;
    }

    private static boolean same(ObjectNode a, ObjectNode b) {
        return Trees.string(a, "kind").equals(Trees.string(b, "kind"))
                && Trees.string(a, "name").equals(Trees.string(b, "name"))
                && Trees.string(a, "namespace").equals(Trees.string(b, "namespace"));
    }

    private static boolean isLeftAlone(ObjectNode found) {
        return Trees.string(found, "metadata", "annotations", AUTO_UPDATE).equals("false");
    }
}
