package dev.coracle.apiserver.flow;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.util.List;
import java.util.function.BiPredicate;
import tools.jackson.databind.node.ObjectNode;

/**
 * A FlowSchema, ready to be asked whether a request is one of its. Immutable. Source: flowcontrol.apiserver.k8s.io/v1.
 *
 * @param precedence  the lowest is asked first; of equals the one whose name comes first
 * @param level       the name of its priority level
 * @param distinguish what tells its flows apart
 */
record FlowSchema(String name, String uid, int precedence, String level, Distinguish distinguish, List<Rule> rules) {

    /** What tells the flows of a schema apart. */
    enum Distinguish {
        NOTHING, BY_USER, BY_NAMESPACE
    }

    /** Who asks, and for what; any subject and any of the requests. */
    record Rule(List<Subject> subjects, List<Resources> resources, List<Paths> paths) {
        boolean matches(UserInfo user, RequestInfo info) {
            return any(subjects, user, Subject::is) && (info.resourceRequest()
                    ? any(resources, info, Resources::cover)
                    : any(paths, info, Paths::cover));
        }
    }

    /** A user or a group by name, or a service account by namespace and name; a star is any. */
    record Subject(String kind, String namespace, String name) {
        private static final String ACCOUNT = "system:serviceaccount:";

        boolean is(UserInfo user) {
            return switch (kind) {
                case "User" -> name.equals("*") || name.equals(user.name());
                case "Group" -> name.equals("*") || user.groups().contains(name);
                case "ServiceAccount" -> name.equals("*")
                        ? user.name().startsWith(ACCOUNT + namespace + ":")
                        : user.name().equals(ACCOUNT + namespace + ":" + name);
                default -> false;
            };
        }
    }

    record Resources(List<String> verbs, List<String> groups, List<String> resources, boolean clusterScope,
            List<String> namespaces) {
        boolean cover(RequestInfo info) {
            String resource = info.subresource().isEmpty()
                    ? info.resource()
                    : info.resource() + "/" + info.subresource();
            return has(verbs, info.verb()) && has(groups, info.group()) && has(resources, resource)
                    && (info.namespace().isEmpty() ? clusterScope : has(namespaces, info.namespace()));
        }
    }

    record Paths(List<String> verbs, List<String> urls) {
        boolean cover(RequestInfo info) {
            return has(verbs, info.verb()) && urls.stream().anyMatch(url -> covers(url, info.path()));
        }

        private static boolean covers(String url, String path) {
            return url.equals("*") || url.equals(path)
                    || url.endsWith("/*") && path.startsWith(url.substring(0, url.length() - 1));
        }
    }

    private static boolean has(List<String> list, String value) {
        return list.contains("*") || list.contains(value);
    }

    static FlowSchema of(ObjectNode schema) {
        Distinguish distinguish = switch (Trees.string(schema, "spec", "distinguisherMethod", "type")) {
            case "ByUser" -> Distinguish.BY_USER;
            case "ByNamespace" -> Distinguish.BY_NAMESPACE;
            default -> Distinguish.NOTHING;
        };
        return new FlowSchema(Meta.name(schema), Meta.uid(schema),
                Trees.integer(schema, "spec", "matchingPrecedence").map(Long::intValue).orElse(1000),
                Trees.string(schema, "spec", "priorityLevelConfiguration", "name"), distinguish,
                Trees.objects(schema, "spec", "rules").stream().map(FlowSchema::rule).toList());
    }

    private static Rule rule(ObjectNode rule) {
        return new Rule(Trees.objects(rule, "subjects").stream().map(FlowSchema::subject).toList(),
                Trees.objects(rule, "resourceRules").stream()
                        .map(r -> new Resources(Trees.strings(r, "verbs"), Trees.strings(r, "apiGroups"),
                                Trees.strings(r, "resources"), Trees.bool(r, "clusterScope"),
                                Trees.strings(r, "namespaces")))
                        .toList(),
                Trees.objects(rule, "nonResourceRules").stream()
                        .map(r -> new Paths(Trees.strings(r, "verbs"), Trees.strings(r, "nonResourceURLs"))).toList());
    }

    private static Subject subject(ObjectNode subject) {
        return switch (Trees.string(subject, "kind")) {
            case "User" -> new Subject("User", "", Trees.string(subject, "user", "name"));
            case "Group" -> new Subject("Group", "", Trees.string(subject, "group", "name"));
            case "ServiceAccount" -> new Subject("ServiceAccount", Trees.string(subject, "serviceAccount", "namespace"),
                    Trees.string(subject, "serviceAccount", "name"));
            default -> new Subject("", "", "");
        };
    }

    boolean matches(UserInfo user, RequestInfo info) {
        for (Rule rule : rules) {
            if (rule.matches(user, info)) {
                return true;
            }
        }
        return false;
    }

    /** Every request asks a dozen schemas: without a stream for each of their lists. */
    private static <T, U> boolean any(List<T> list, U of, BiPredicate<T, U> test) {
        for (T each : list) {
            if (test.test(each, of)) {
                return true;
            }
        }
        return false;
    }

    /** What a request's flow is called. */
    String flow(UserInfo user, RequestInfo info) {
        return switch (distinguish) {
            case NOTHING -> "";
            case BY_USER -> user.name();
            case BY_NAMESPACE -> info.namespace();
        };
    }
}
