package dev.coracle.apiserver.resource.rbac;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.registry.KindRules;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import tools.jackson.databind.node.NullNode;

/** Roles and ClusterRoles. */
final class Roles {

    private Roles() {}

    static KindRules namespaced() {
        return KindRules.of("rbac.authorization.k8s.io", "Role").metadataChecks(2, 2).named(Names::pathSegment)
                .createOnUpdate()
                .validate((object, errors) -> rules(Place.root(object, errors).at("rules"), true)).build();
    }

    static KindRules cluster() {
        return KindRules.of("rbac.authorization.k8s.io", "ClusterRole").metadataChecks(2, 2).named(Names::pathSegment)
                .createOnUpdate()
                .validate((object, errors) -> {
                    Place role = Place.root(object, errors);
                    rules(role.at("rules"), false);
                    Place selectors = role.at("aggregationRule", "clusterRoleSelectors");
                    if (role.at("aggregationRule").present()) {
                        selectors.required("at least one clusterRoleSelector required if aggregationRule is non-nil");
                    }
                    selectors.items().forEach(Roles::selector);
                }).build();
    }

    private static void selector(Place selector) {
        int before = selector.errors().size();
        Labels.selector(selector);
        if (selector.errors().size() > before) {
            selector.errors().invalid(selector.path(), NullNode.getInstance(), "invalid label selector.");
        }
    }

    private static void rules(Place rules, boolean namespaced) {
        for (Place rule : rules.items()) {
            rule.at("verbs").required("verbs must contain at least one value");
            Place urls = rule.at("nonResourceURLs");
            if (!urls.empty()) {
                if (namespaced) {
                    urls.invalid("namespaced rules cannot apply to non-resource URLs");
                }
                if (!rule.at("apiGroups").empty() || !rule.at("resources").empty()
                        || !rule.at("resourceNames").empty()) {
                    urls.invalid("rules cannot apply to both regular resources and non-resource URLs");
                }
            } else {
                rule.at("apiGroups").required("resource rules must supply at least one api group");
                rule.at("resources").required("resource rules must supply at least one resource");
            }
        }
    }
}
