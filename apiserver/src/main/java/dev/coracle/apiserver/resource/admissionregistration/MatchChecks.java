package dev.coracle.apiserver.resource.admissionregistration;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What requests a webhook, a policy or a binding matches. */
final class MatchChecks {

    private MatchChecks() {}

    /** MatchResources of a policy or a binding, with its defaults. */
    static void resources(Place match) {
        match.at("matchPolicy").givenOneOf("Equivalent", "Exact");
        Labels.selector(match.at("namespaceSelector"));
        Labels.selector(match.at("objectSelector"));
        for (String rules : List.of("resourceRules", "excludeResourceRules")) {
            match.at(rules).items().forEach(MatchChecks::namedRule);
        }
    }

    /** As above, for policies that change objects: what is deleted cannot be changed. The original leaves the rule's number out of the path. */
    static void mutableResources(Place match) {
        resources(match);
        Place rules = match.at("resourceRules");
        List<String> possible = List.of("*", "CONNECT", "CREATE", "UPDATE");
        for (Place rule : rules.items()) {
            for (Place operation : rule.at("operations").items()) {
                if (!possible.contains(operation.text())) {
                    rules.errors().notSupported(rules.path().child("operations"), operation.text(), possible);
                }
            }
        }
    }

    private static void namedRule(Place rule) {
        Set<String> seen = new HashSet<>();
        for (Place name : rule.at("resourceNames").items()) {
            Names.pathSegment(name.text()).forEach(name::invalidText);
            if (!seen.add(name.text())) {
                name.errors().duplicate(name.path(), name.text());
            }
        }
        rule(rule);
    }

    /** Operations, groups, versions, resources and scope. */
    static void rule(Place rule) {
        Place operations = rule.at("operations").required();
        alone(operations, "operations");
        operations.items().forEach(each -> each.exactlyOneOf("*", "CONNECT", "CREATE", "DELETE", "UPDATE"));
        alone(rule.at("apiGroups").required(), "API groups");
        alone(rule.at("apiVersions").required(), "API versions");
        rule.at("apiVersions").items().forEach(Place::required);
        Resources.check(rule.at("resources"));
        rule.at("scope").givenOneOf("*", "Cluster", "Namespaced");
    }

    private static void alone(Place values, String what) {
        if (values.node().size() > 1 && values.items().stream().anyMatch(value -> value.is("*"))) {
            values.invalid("if '*' is present, must not specify other " + what);
        }
    }

    /** Names of resources and subresources, and the ways to say all of them. */
    private static final class Resources {
        private final Place list;
        private final Set<String> allSubresourcesOf = new HashSet<>();
        private final Set<String> inAllResources = new HashSet<>();
        private boolean everything;
        private boolean allResources;
        private boolean plain;

        private Resources(Place list) {
            this.list = list;
        }

        static void check(Place list) {
            Resources resources = new Resources(list.required());
            for (Place each : list.items()) {
                if (!each.required().empty()) {
                    resources.add(each);
                }
            }
            resources.together();
        }

        private void add(Place each) {
            everything |= each.is("*/*");
            allResources |= each.is("*");
            int slash = each.text().indexOf('/');
            if (slash < 0) {
                // The last name without a slash decides, as it does in the original.
                plain = !each.is("*");
                return;
            }
            String resource = each.text().substring(0, slash);
            String subresource = each.text().substring(slash + 1);
            if (allSubresourcesOf.contains(resource)) {
                each.invalid("if '" + resource + "/*' is present, must not specify " + each.text());
            }
            if (inAllResources.contains(subresource)) {
                each.invalid("if '*/" + subresource + "' is present, must not specify " + each.text());
            }
            if (subresource.equals("*")) {
                allSubresourcesOf.add(resource);
            }
            if (resource.equals("*")) {
                inAllResources.add(subresource);
            }
        }

        private void together() {
            if (everything && list.node().size() > 1) {
                list.invalid("if '*/*' is present, must not specify other resources");
            }
            if (allResources && plain) {
                list.invalid("if '*' is present, must not specify other resources without subresources");
            }
        }
    }
}
