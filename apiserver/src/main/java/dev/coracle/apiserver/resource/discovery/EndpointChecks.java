package dev.coracle.apiserver.resource.discovery;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.Labels;
import dev.coracle.apiserver.resource.check.Place;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** The endpoints of a slice: where they are, and for whom they are best. */
final class EndpointChecks {

    private static final int MAX_ADDRESSES = 100;
    private static final int MAX_HINTS = 8;
    private static final Pattern V4_WITH_ZEROS = Pattern.compile("[0-9]+(\\.[0-9]+){3}");
    private static final String MULTICAST = "may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)";

    private EndpointChecks() {}

    /** @param type of the addresses */
    static void check(Place endpoint, String type) {
        Place addresses = endpoint.at("addresses");
        if (addresses.empty()) {
            endpoint.errors().required(addresses.path(), "must contain at least 1 address");
        }
        addresses.atMost(MAX_ADDRESSES);
        for (Place address : addresses.items()) {
            switch (type) {
                case "IPv4", "IPv6" -> ip(address, addresses, type);
                case "FQDN" -> address.requiredNamed(Names::dnsSubdomain);
                default -> {
                    // The type itself has been refused.
                }
            }
        }
        if (endpoint.at("nodeName").present()) {
            Names.dnsSubdomain(endpoint.at("nodeName").text()).forEach(endpoint.at("nodeName")::invalidText);
        }
        if (endpoint.at("hostname").present()) {
            Names.dnsLabel(endpoint.at("hostname").text()).forEach(endpoint.at("hostname")::invalidText);
        }
        hints(endpoint.at("hints"));
    }

    private static void ip(Place address, Place addresses, String type) {
        String text = address.text();
        if (!Addresses.isAddress(text)) {
            boolean zeros = V4_WITH_ZEROS.matcher(text).matches()
                    && Addresses.v4(text.replaceAll("(^|\\.)0+(?=[0-9])", "$1")).isPresent();
            address.invalidText(zeros ? "must not have leading 0s" : Addresses.INVALID);
            return;
        }
        try {
            InetAddress ip = InetAddress.getByName(text); // asks nobody: it is an address
            boolean mapped = text.indexOf(':') >= 0 && ip.getAddress().length == 4;
            if (mapped) {
                address.invalidText("must not be an IPv4-mapped IPv6 address");
                return;
            }
            if (type.equals("IPv6") && !Addresses.canonical(ip.getAddress()).equals(text)) {
                address.invalidText(
                        "must be in canonical form (\"" + Addresses.canonical(ip.getAddress()) + "\")");
                return;
            }
            if (!Addresses.family(text).equals(type)) {
                addresses.errors().invalid(addresses.path(), text, "must be an " + type + " address");
            }
            notSpecial(address, ip);
        } catch (UnknownHostException e) {
            address.invalidText(Addresses.INVALID);
        }
    }

    private static void notSpecial(Place address, InetAddress ip) {
        byte[] bytes = ip.getAddress();
        boolean localMulticast = bytes.length == 4
                ? (bytes[0] & 0xff) == 224 && bytes[1] == 0 && bytes[2] == 0
                : (bytes[0] & 0xff) == 0xff && (bytes[1] & 0x0f) == 2;
        if (ip.isAnyLocalAddress()) {
            address.invalidText("may not be unspecified (" + address.text() + ")");
        } else if (ip.isLoopbackAddress()) {
            address.invalidText("may not be in the loopback range (127.0.0.0/8, ::1/128)");
        } else if (ip.isLinkLocalAddress()) {
            address.invalidText("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        } else if (localMulticast) {
            address.invalidText(MULTICAST);
        }
    }

    private static void hints(Place hints) {
        boolean zonesFit = hints(hints.at("forZones"),
                name -> Names.labelValue(name.text()).forEach(name::invalidText));
        if (zonesFit) {
            hints(hints.at("forNodes"), name -> Names.dnsSubdomain(name.text()).forEach(name::invalidText));
        }
    }

    /** @return whether there are not too many */
    private static boolean hints(Place list, Consumer<Place> rule) {
        if (list.node().size() > MAX_HINTS) {
            list.atMost(MAX_HINTS);
            return false;
        }
        Set<String> known = new HashSet<>();
        for (Place hint : list.items()) {
            Place name = hint.at("name");
            if (!known.add(name.text())) {
                name.errors().duplicate(name.path(), name.text());
            }
            rule.accept(name);
        }
        return true;
    }

    static void port(Place port, Set<String> names) {
        Place name = port.at("name");
        name.named(Names::dnsLabel);
        if (!names.add(name.text())) {
            name.errors().duplicate(name.path(), name.text());
        }
        port.at("protocol").exactlyOneOf("SCTP", "TCP", "UDP");
        if (port.at("appProtocol").present()) {
            Labels.labelName(port.at("appProtocol"));
        }
    }
}
