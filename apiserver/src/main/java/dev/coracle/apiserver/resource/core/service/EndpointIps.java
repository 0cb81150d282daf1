package dev.coracle.apiserver.resource.core.service;

import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.Place;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Addresses that traffic can be sent to: of endpoints, and those by which a service is reached from outside. */
final class EndpointIps {

    private EndpointIps() {}

    static void check(Place address) {
        if (!Addresses.isAddress(address.text())) {
            address.invalidText("must be a valid IP address");
            return;
        }
        try {
            notSpecial(address, InetAddress.getByName(address.text())); // asks nobody: it is an address
        } catch (UnknownHostException e) {
            address.invalidText("must be a valid IP address");
        }
    }

    private static void notSpecial(Place address, InetAddress ip) {
        if (ip.isAnyLocalAddress()) {
            address.invalid("may not be unspecified (" + address.text() + ")");
        }
        if (ip.isLoopbackAddress()) {
            address.invalid("may not be in the loopback range (127.0.0.0/8, ::1/128)");
        }
        if (ip.isLinkLocalAddress()) {
            address.invalid("may not be in the link-local range (169.254.0.0/16, fe80::/10)");
        }
        if (isLinkLocalMulticast(ip.getAddress())) {
            address.invalid("may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)");
        }
    }

    private static boolean isLinkLocalMulticast(byte[] bytes) {
        return bytes.length == 4
                ? (bytes[0] & 0xff) == 224 && bytes[1] == 0 && bytes[2] == 0
                : (bytes[0] & 0xff) == 0xff && (bytes[1] & 0x0f) == 2;
    }
}
