package dev.coracle.apiserver.audit.policy;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.access.ConfigFile;
import dev.coracle.base.lifecycle.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Reads {@code --audit-policy-file}, strictly: a rule with a mistake would log too little or too much. */
public final class PolicyFile {

    private static final Set<String> VERSIONS = Set.of("audit.k8s.io/v1");

    private PolicyFile() {}

    /** @throws IOException naming the file and what in it does not serve */
    public static AuditPolicy read(Path file) throws IOException {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IOException("loading audit policy file: failed to read file path \"" + file + "\": "
                    + StartFailure.text(e), e);
        }
        try {
            return parse(content);
        } catch (IOException | IllegalArgumentException e) {
            throw new IOException("loading audit policy file: " + file + ": " + e.getMessage(), e);
        }
    }

    /** @throws IOException saying what in it does not serve */
    static AuditPolicy parse(byte[] bytes) throws IOException {
        ObjectNode tree = ConfigFile.parse(bytes, "Policy", VERSIONS);
        ConfigFile.known(tree, "", "kind", "apiVersion", "metadata", "rules", "omitStages", "omitManagedFields");
        Set<Stage> omitted = stages(tree, "omitStages");
        boolean omitFields = Trees.bool(tree, "omitManagedFields");
        List<Rule> rules = new ArrayList<>();
        for (ObjectNode rule : Trees.objects(tree, "rules")) {
            rules.add(rule(rule, "rules[" + rules.size() + "]", omitted, omitFields));
        }
        if (rules.isEmpty()) {
            throw new IOException("loaded illegal policy with 0 rules");
        }
        return new AuditPolicy(rules, omitted, omitFields);
    }

    /** What a rule says of stages adds to what the policy says; what it says of managed fields replaces it. */
    private static Rule rule(ObjectNode tree, String path, Set<Stage> omitted, boolean omitFields) throws IOException {
        ConfigFile.known(tree, path, "level", "users", "userGroups", "verbs", "resources", "namespaces",
                "nonResourceURLs", "omitStages", "omitManagedFields");
        Set<Stage> stages = EnumSet.noneOf(Stage.class);
        stages.addAll(omitted);
        stages.addAll(stages(tree, path + ".omitStages"));
        boolean fields = tree.has("omitManagedFields") ? Trees.bool(tree, "omitManagedFields") : omitFields;
        List<Target> targets = new ArrayList<>();
        for (ObjectNode target : Trees.objects(tree, "resources")) {
            targets.add(target(target, path + ".resources[" + targets.size() + "]"));
        }
        List<String> paths = paths(tree, path + ".nonResourceURLs");
        List<String> namespaces = Trees.strings(tree, "namespaces");
        if (!paths.isEmpty() && !(targets.isEmpty() && namespaces.isEmpty())) {
            throw new IOException(path + ".nonResourceURLs: Invalid value: " + paths
                    + ": rules cannot apply to both regular resources and non-resource URLs");
        }
        return new Rule(Trees.strings(tree, "users"), Trees.strings(tree, "userGroups"), Trees.strings(tree, "verbs"),
                namespaces, targets, paths, new Decision(level(tree, path + ".level"), stages, fields));
    }

    private static Target target(ObjectNode tree, String path) throws IOException {
        ConfigFile.known(tree, path, "group", "resources", "resourceNames");
        List<String> resources = Trees.strings(tree, "resources");
        List<String> names = Trees.strings(tree, "resourceNames");
        if (!names.isEmpty() && resources.isEmpty()) {
            throw new IOException(path + ".resourceNames: Invalid value: " + names
                    + ": using resourceNames requires at least one resource");
        }
        String group = Trees.string(tree, "group");
        if (group.indexOf('/') >= 0) {
            throw new IOException(path + ".group: Invalid value: \"" + group
                    + "\": a group is expected, without a version, such as apps");
        }
        return new Target(group, resources, names);
    }

    private static List<String> paths(ObjectNode tree, String path) throws IOException {
        List<String> paths = Trees.strings(tree, "nonResourceURLs");
        for (String url : paths) {
            if (!url.equals("*") && !url.startsWith("/")) {
                throw new IOException(path + ": Invalid value: \"" + url
                        + "\": non-resource URL rules must begin with a '/' character");
            }
            int star = url.indexOf('*');
            if (star >= 0 && star < url.length() - 1) {
                throw new IOException(path + ": Invalid value: \"" + url
                        + "\": non-resource URL wildcards '*' must be the final character of the rule");
            }
        }
        return paths;
    }

    private static Level level(ObjectNode tree, String path) throws IOException {
        String word = Trees.string(tree, "level");
        for (Level level : Level.values()) {
            if (level.word().equals(word)) {
                return level;
            }
        }
        throw new IOException(word.isEmpty()
                ? path + ": Required value"
                : path + ": Unsupported value: \"" + word
                        + "\": supported values: \"Metadata\", \"None\", \"Request\", \"RequestResponse\"");
    }

    private static Set<Stage> stages(ObjectNode tree, String path) throws IOException {
        Set<Stage> stages = EnumSet.noneOf(Stage.class);
        for (String word : Trees.strings(tree, "omitStages")) {
            stages.add(stage(word).orElseThrow(() -> new IOException(path + ": Invalid value: \"" + word
                    + "\": allowed stages are RequestReceived,ResponseStarted,ResponseComplete,Panic")));
        }
        return stages;
    }

    private static Optional<Stage> stage(String word) {
        return List.of(Stage.values()).stream().filter(stage -> stage.word().equals(word)).findFirst();
    }
}
