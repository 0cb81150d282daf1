package dev.coracle.apiserver.resource.flowcontrol;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Which requests a FlowSchema is for: whose they are, and what they want. */
final class FlowRules {

    private static final String ANY = "*";
    private static final List<String> VERBS = List.of("create", "delete", "deletecollection", "get", "list", "patch",
            "proxy", "update", "watch");
    private static final Map<String, String> SUBJECTS = Map.of("Group", "group", "ServiceAccount", "serviceAccount",
            "User", "user");
    /** The order in which upstream looks at those that a subject of another kind should not have. */
    private static final List<String> OTHERS = List.of("ServiceAccount", "User", "Group");

    private FlowRules() {}

    static void check(Place rule) {
        rule.at("subjects").required("subjects must contain at least one value");
        rule.at("subjects").items().forEach(FlowRules::subject);
        if (rule.at("resourceRules").empty() && rule.at("nonResourceRules").empty()) {
            rule.errors().required(rule.path(),
                    "at least one of resourceRules and nonResourceRules has to be non-empty");
        }
        rule.at("resourceRules").items().forEach(FlowRules::resources);
        rule.at("nonResourceRules").items().forEach(FlowRules::urls);
    }

    private static void subject(Place subject) {
        Place kind = subject.at("kind");
        String field = SUBJECTS.getOrDefault(kind.text(), "");
        if (field.isEmpty()) {
            kind.exactlyOneOf("Group", "ServiceAccount", "User");
            return;
        }
        Place who = subject.at(field);
        if (!who.present()) {
            who.required(field + " is required when subject kind is '" + kind.text() + "'");
        } else if (field.equals("serviceAccount")) {
            serviceAccount(who);
        } else {
            who.at("name").required();
        }
        for (String other : OTHERS) {
            String name = SUBJECTS.getOrDefault(other, "");
            if (!name.equals(field) && subject.at(name).present()) {
                subject.at(name).forbidden(name + " is forbidden when subject kind is not '" + other + "'");
            }
        }
    }

    private static void serviceAccount(Place account) {
        Place name = account.at("name");
        if (!name.required().empty() && !name.is(ANY)) {
            name.named(Names::dnsSubdomain);
        }
        account.at("namespace").required("must specify namespace for service account").named(Names::dnsLabel);
    }

    private static void resources(Place rule) {
        verbs(rule.at("verbs"));
        alone(rule.at("apiGroups").required("resource rules must supply at least one api group"), "api groups");
        alone(rule.at("resources").required("resource rules must supply at least one resource"), "resources");
        Place namespaces = rule.at("namespaces");
        if (namespaces.empty() && !rule.at("clusterScope").isTrue()) {
            namespaces.required("resource rules that are not cluster scoped must supply at least one namespace");
        } else if (!alone(namespaces, "namespaces")) {
            for (Place namespace : namespaces.items()) {
                for (String wrong : Names.dnsLabel(namespace.text())) {
                    namespace.invalidText("each member of this list must be '*' or a DNS-1123 label; " + wrong);
                }
            }
        }
    }

    private static void urls(Place rule) {
        verbs(rule.at("verbs"));
        Place urls = rule.at("nonResourceURLs").required("nonResourceURLs must contain at least one value");
        if (!alone(urls, "non-resource URLs")) {
            urls.items().forEach(FlowRules::url);
        }
    }

    private static void url(Place url) {
        String path = url.text();
        String plain = path.endsWith("/*") ? path.substring(0, path.length() - 1) : path;
        if (path.isEmpty()) {
            url.invalidText("must not be empty");
        } else if (!path.startsWith("/")) {
            url.invalidText("must start with slash");
        } else if (path.contains(" ")) {
            url.invalidText("must not contain white-space");
        } else if (path.contains("//")) {
            url.invalidText("must not contain double slash");
        } else if (plain.contains(ANY)) {
            url.invalidText("wildcard can only do suffix matching");
        }
    }

    private static void verbs(Place verbs) {
        boolean any = alone(verbs.required("verbs must contain at least one value"), "verbs");
        if (!any && !Set.copyOf(VERBS).containsAll(texts(verbs))) {
            verbs.errors().notSupported(verbs.path(), verbs.node(), VERBS);
        }
    }

    /** @return whether there is a wildcard, beside which there should be nothing else */
    private static boolean alone(Place list, String what) {
        boolean any = texts(list).contains(ANY);
        if (any && list.node().size() > 1) {
            list.invalid("if '*' is present, must not specify other " + what);
        }
        return any;
    }

    private static List<String> texts(Place list) {
        List<String> texts = new ArrayList<>();
        for (JsonNode item : list.node()) {
            texts.add(item.asString(""));
        }
        return texts;
    }
}
