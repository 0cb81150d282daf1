package dev.coracle.apiserver.resource.workload;

import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server that is not told {@code --allow-privileged} takes no privileged containers, in pods and in whatever has a template of them.
 * Says so after all else that is wrong with an object, where the original says it among the rest.
 */
public final class PrivilegedContainers {

    private static final List<String> TEMPLATE = List.of("spec", "template", "spec");
    /** Where the kinds that make pods have their spec. */
    private static final Map<GroupKind, List<String>> SPECS = Map.of(new GroupKind("", "Pod"), List.of("spec"),
            new GroupKind("", "PodTemplate"), List.of("template", "spec"),
            new GroupKind("", "ReplicationController"), TEMPLATE, new GroupKind("apps", "DaemonSet"), TEMPLATE,
            new GroupKind("apps", "Deployment"), TEMPLATE, new GroupKind("apps", "ReplicaSet"), TEMPLATE,
            new GroupKind("apps", "StatefulSet"), TEMPLATE, new GroupKind("batch", "Job"), TEMPLATE,
            new GroupKind("batch", "CronJob"), List.of("spec", "jobTemplate", "spec", "template", "spec"));
    private static final List<String> CONTAINERS = List.of("containers", "initContainers", "ephemeralContainers");

    private PrivilegedContainers() {}

    /** The rules, with this one for those kinds that it concerns. */
    public static List<KindRules> forbiddenBy(List<KindRules> rules) {
        return rules.stream().map(PrivilegedContainers::forbiddenBy).toList();
    }

    private static KindRules forbiddenBy(KindRules rules) {
        List<String> spec = SPECS.get(rules.kind());
        return spec == null
                ? rules
                : rules.alsoChecking((object, errors) -> check(object, spec, errors), Set.of("ephemeralcontainers"));
    }

    private static void check(ObjectNode object, List<String> path, FieldErrors errors) {
        Place at = Place.root(object, errors);
        for (String name : path) {
            at = at.at(name);
        }
        for (String list : CONTAINERS) {
            for (Place container : at.at(list).items()) {
                Place privileged = container.at("securityContext", "privileged");
                if (privileged.isTrue()) {
                    privileged.forbidden("disallowed by cluster policy");
                }
            }
        }
    }
}
