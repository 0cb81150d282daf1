package dev.coracle.apiserver.resource.core.service;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A service's addresses inside the cluster and the families that they are of: what follows from what is given, and what must fit
 * together. The cluster has one family, IPv4. Services of type ExternalName have neither.
 */
final class ClusterIps {

    private static final GroupKind SERVICE = new GroupKind("", "Service");
    private static final String SINGLE = "SingleStack";
    private static final String REQUIRED = "RequireDualStack";
    private static final String PREFERRED = "PreferDualStack";

    private ClusterIps() {}

    /** Whether it is reached at its pods' own addresses alone. */
    static boolean headless(JsonNode service) {
        return Trees.strings(service, "spec", "clusterIPs").equals(List.of("None"));
    }

    /** The single address and the first of the list are the same. */
    static void normalize(ObjectNode spec, Optional<JsonNode> before) {
        String single = Trees.string(spec, "clusterIP");
        List<String> list = Trees.strings(spec, "clusterIPs");
        if (before.isEmpty()) {
            if (!single.isEmpty() && list.isEmpty()) {
                spec.putArray("clusterIPs").add(single);
            }
            return;
        }
        String oldSingle = Trees.string(before.get(), "clusterIP");
        List<String> oldList = Trees.strings(before.get(), "clusterIPs");
        if (list.isEmpty() && !oldList.isEmpty() && single.equals(oldSingle)) {
            spec.set("clusterIPs", before.get().path("clusterIPs").deepCopy());
        } else if (!single.equals(oldSingle) && list.equals(oldList)) {
            if (single.isEmpty()) {
                spec.remove("clusterIPs");
            } else {
                spec.putArray("clusterIPs").add(single);
            }
        }
    }

    /**
     * Fills in policy and families.
     *
     * @throws StatusException (422) if they don't fit; the original finds this before it looks at the rest
     */
    static void fill(ObjectNode service, Optional<ObjectNode> old) {
        if (Services.type(service).equals("ExternalName") || prefersAsBefore(service, old)) {
            return;
        }
        ObjectNode spec = Trees.ensureObject(service, "spec");
        boolean everywhere = headless(service) && spec.path("selector").isEmpty();
        if (Trees.isAbsent(spec, "ipFamilyPolicy")) {
            String before = old.map(o -> Trees.string(o, "spec", "ipFamilyPolicy")).orElse("");
            spec.put("ipFamilyPolicy", !before.isEmpty() ? before : everywhere ? REQUIRED : SINGLE);
        }
        FieldErrors errors = new FieldErrors();
        Place place = Place.root(service, errors).at("spec");
        check(place, old.map(o -> Trees.strings(o, "spec", "clusterIPs")).orElse(List.of()));
        refuse(service, errors);
        old.ifPresent(before -> reduced(place, spec, before.path("spec")));
        singleMeansOne(Place.root(service, errors).at("spec"));
        infer(Place.root(service, errors).at("spec"), Trees.ensureArray(spec, "ipFamilies"));
        refuse(service, errors);
        if (everywhere) {
            bothFamilies(spec);
            return;
        }
        Place given = Place.root(service, errors).at("spec");
        if (given.at("ipFamilyPolicy").is(REQUIRED)) {
            given.at("ipFamilyPolicy").invalid("this cluster is not configured for dual-stack services");
        }
        given.at("ipFamilies").items().stream().filter(family -> !family.is("IPv4"))
                .forEach(family -> family.invalid("not configured on this cluster"));
        refuse(service, errors);
        if (spec.path("ipFamilies").isEmpty()) {
            spec.putArray("ipFamilies").add("IPv4");
        }
    }

    private static void refuse(ObjectNode service, FieldErrors errors) {
        if (!errors.isEmpty()) {
            throw StatusException.invalid(SERVICE, Meta.name(service), errors);
        }
    }

    /** A service that takes what the cluster has stays as it is when only the cluster has changed. */
    private static boolean prefersAsBefore(ObjectNode service, Optional<ObjectNode> old) {
        return old.isPresent() && Services.type(service).equals(Services.type(old.get()))
                && Trees.string(service, "spec", "ipFamilyPolicy").equals(PREFERRED)
                && Trees.string(old.get(), "spec", "ipFamilyPolicy").equals(PREFERRED)
                && same(service.path("spec"), old.get().path("spec"), "clusterIPs")
                && same(service.path("spec"), old.get().path("spec"), "ipFamilies");
    }

    private static boolean same(JsonNode spec, JsonNode before, String list) {
        return Trees.strings(spec, list).equals(Trees.strings(before, list));
    }

    /** The second of a pair goes only where the policy says that one is enough. */
    private static void reduced(Place place, ObjectNode spec, JsonNode before) {
        boolean single = place.at("ipFamilyPolicy").is(SINGLE);
        for (String list : List.of("clusterIPs", "ipFamilies")) {
            int now = spec.path(list).size();
            if (single && same(spec, before, list) && now > 1) {
                spec.putArray(list).add(before.path(list).path(0));
            } else if (!single && now > 0 && now < before.path(list).size()) {
                place.at("ipFamilyPolicy").invalid("must be 'SingleStack' to release the secondary "
                        + (list.equals("clusterIPs") ? "cluster IP" : "IP family"));
            }
        }
    }

    private static void singleMeansOne(Place spec) {
        if (!spec.at("ipFamilyPolicy").is(SINGLE)) {
            return;
        }
        String both = "must be 'RequireDualStack' or 'PreferDualStack' when multiple ";
        if (spec.at("clusterIPs").node().size() == 2) {
            spec.at("ipFamilyPolicy").invalid(both + "cluster IPs are specified");
        }
        if (spec.at("ipFamilies").node().size() == 2) {
            spec.at("ipFamilyPolicy").invalid(both + "IP families are specified");
        }
    }

    private static void infer(Place spec, ArrayNode families) {
        List<Place> ips = spec.at("clusterIPs").items();
        for (int i = families.size(); i < ips.size() && !ips.get(i).is("None"); i++) {
            String family = Addresses.family(ips.get(i).text());
            if (family.equals("IPv4")) {
                families.add(family);
            } else {
                spec.errors().invalid(ips.get(i).path(), spec.at("clusterIPs").node(),
                        family + " is not configured on this cluster");
            }
        }
    }

    /** Nobody knows where the endpoints of a service without selector are: they may be reached by both families. */
    private static void bothFamilies(ObjectNode spec) {
        ArrayNode families = Trees.ensureArray(spec, "ipFamilies");
        if (families.isEmpty()) {
            families.add("IPv4");
        }
        if (families.size() == 1 && !Trees.string(spec, "ipFamilyPolicy").equals(SINGLE)) {
            families.add(families.get(0).asString("").equals("IPv4") ? "IPv6" : "IPv4");
        }
    }

    /** That addresses, families and policy fit together. */
    static void check(Place spec, List<String> old) {
        if (spec.at("type").is("ExternalName")) {
            return;
        }
        Place list = spec.at("clusterIPs");
        String single = spec.at("clusterIP").text();
        List<Place> items = list.items();
        if (!single.isEmpty() && items.isEmpty()) {
            list.required();
        } else if (!single.isEmpty() && !items.getFirst().is(single)) {
            list.invalid("first value must match `clusterIP`");
        } else if (single.isEmpty() && !items.isEmpty()) {
            list.invalid("must be empty when `clusterIP` is not specified");
        }
        Set<String> seen = new HashSet<>();
        for (Place family : spec.at("ipFamilies").items()) {
            family.exactlyOneOf("IPv4", "IPv6");
            if (!seen.add(family.text())) {
                family.errors().duplicate(family.path(), family.text());
            }
        }
        spec.at("ipFamilyPolicy").givenOneOf(PREFERRED, REQUIRED, SINGLE);
        if (valid(list, items, old)) {
            fitting(list, items, spec.at("ipFamilies").items());
        }
    }

    private static boolean valid(Place list, List<Place> items, List<String> old) {
        boolean valid = true;
        for (int i = 0; i < items.size(); i++) {
            if (i == 0 && items.get(i).is("None")) {
                if (items.size() > 1) {
                    list.invalid("'None' must be the first and only value");
                    valid = false;
                }
            } else {
                int before = list.errors().size();
                Addresses.address(items.get(i), old);
                valid &= list.errors().size() == before;
            }
        }
        if (items.size() > 2) {
            list.invalid("may only hold up to 2 values");
        }
        return valid;
    }

    private static void fitting(Place list, List<Place> items, List<Place> families) {
        long kinds = items.stream().map(item -> Addresses.family(item.text())).distinct().count();
        if (items.size() > 1 && kinds < 2) {
            list.invalid("may specify no more than one IP for each IP family");
        }
        for (int i = 0; i < Math.min(items.size(), families.size()) && !items.get(0).is("None"); i++) {
            boolean six = Addresses.family(items.get(i).text()).equals("IPv6");
            if (families.get(i).is("IPv4") && six || families.get(i).is("IPv6") && !six) {
                items.get(i).invalid("expected an " + families.get(i).text() + " value as indicated by `ipFamilies["
                        + i + "]`");
            }
        }
    }
}
