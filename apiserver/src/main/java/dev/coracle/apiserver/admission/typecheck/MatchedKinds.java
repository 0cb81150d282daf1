package dev.coracle.apiserver.admission.typecheck;

import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.naming.GroupVersionResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Resources;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/** The kinds that a policy's rules name and that are served now. */
final class MatchedKinds {

    /** Of a rule. */
    private static final int LIMIT = 10;

    private static final Comparator<TypeChecker.Kind> ORDER = Comparator
            .comparing((TypeChecker.Kind kind) -> kind.name().group())
            .thenComparing(kind -> kind.name().version()).thenComparing(kind -> kind.name().kind());

    private MatchedKinds() {}

    /** In the order of group, version and kind; rules with wildcards name no kind. */
    static List<TypeChecker.Kind> of(ObjectNode spec, Resources resources) {
        TreeSet<TypeChecker.Kind> kinds = new TreeSet<>(ORDER);
        for (ObjectNode rule : Trees.objects(spec, "matchConstraints", "resourceRules")) {
            List<String> groups = Trees.strings(rule, "apiGroups");
            List<String> versions = Trees.strings(rule, "apiVersions");
            if (hasWildcard(groups) || hasWildcard(versions)) {
                continue;
            }
            groups.stream().sorted().flatMap(group -> versions.stream().sorted().map(v -> new GroupVersion(group, v)))
                    .flatMap(version -> Trees.strings(rule, "resources").stream().sorted()
                            .filter(name -> !name.contains("*") && !name.contains("/"))
                            .map(name -> new GroupVersionResource(version.group(), version.version(), name)))
                    .flatMap(name -> resources.find(name).stream()).limit(LIMIT).map(MatchedKinds::kind)
                    .forEach(kinds::add);
        }
        return List.copyOf(kinds);
    }

    private static boolean hasWildcard(List<String> names) {
        return names.stream().anyMatch(name -> name.contains("*"));
    }

    /** Empty if the policy takes no parameters, or of a kind that is not served. */
    static Optional<TypeChecker.Kind> ofParams(ObjectNode spec, Resources resources) {
        GroupVersion version = GroupVersion.parse(Trees.string(spec, "paramKind", "apiVersion"));
        String kind = Trees.string(spec, "paramKind", "kind");
        return resources.all().stream()
                .filter(resource -> resource.info().groupVersionKind().equals(version.kind(kind))).findFirst()
                .map(MatchedKinds::kind);
    }

    private static TypeChecker.Kind kind(Resource resource) {
        return new TypeChecker.Kind(resource.info().groupVersionKind(), resource.fullSchema());
    }
}
