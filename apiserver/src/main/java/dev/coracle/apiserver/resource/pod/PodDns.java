package dev.coracle.apiserver.resource.pod;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.Place;

/** How a pod's names are resolved. */
final class PodDns {

    private static final int MOST_SERVERS = 3;
    private static final int MOST_SEARCHES = 32;
    private static final int LONGEST_SEARCHES = 2048;

    private PodDns() {}

    static void check(Place spec) {
        Place config = spec.at("dnsConfig");
        Place servers = config.at("nameservers");
        if (spec.at("dnsPolicy").is("None") && servers.empty()) {
            if (config.present()) {
                servers.required("must provide at least one DNS nameserver when `dnsPolicy` is None");
            } else {
                config.required("must provide `dnsConfig` when `dnsPolicy` is None");
            }
            return;
        }
        if (servers.node().size() > MOST_SERVERS) {
            servers.invalid("must not have more than " + MOST_SERVERS + " nameservers");
        }
        servers.items().forEach(Addresses::address);
        searches(config.at("searches"));
        for (Place option : config.at("options").items()) {
            if (option.at("name").empty()) {
                option.errors().required(option.path(), "must not be empty");
            }
        }
    }

    private static void searches(Place searches) {
        if (searches.node().size() > MOST_SEARCHES) {
            searches.invalid("must not have more than " + MOST_SEARCHES + " search paths");
        }
        int length = searches.items().stream().mapToInt(search -> search.text().length() + 1).sum() - 1;
        if (length > LONGEST_SEARCHES) {
            searches.invalid("must not have more than " + LONGEST_SEARCHES
                    + " characters (including spaces) in the search list");
        }
        for (Place search : searches.items()) {
            String name = search.text();
            if (!name.equals(".")) {
                String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
                for (String problem : Names.dnsSubdomainWithUnderscore(bare)) {
                    search.errors().invalid(search.path(), bare, problem);
                }
            }
        }
    }
}
