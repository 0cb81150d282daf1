package dev.coracle.apiserver.resource.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.StringNode;

class AddressesTest {

    @ParameterizedTest
    @CsvSource({"10.96.0.1, IPv4", "255.255.255.255, IPv4", "::, IPv6", "::1, IPv6", "2001:db8::ffff, IPv6",
        "1:2:3:4:5:6:7:8, IPv6", "::ffff:1.2.3.4, IPv6"})
    void knowsFamilies(String text, String family) {
        assertEquals(family, Addresses.family(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "1:2:3:4:5:6:7", "1::2::3", "g::1",
        "1:2:3:4:5:6:7:8:9", "example.com", ":::", "1.2.3.4:80"})
    void refusesWhatIsNone(String text) {
        assertFalse(Addresses.isAddress(text));
    }

    @Test
    void knowsBlocksAndWhatIsInThem() {
        assertTrue(Addresses.isCidr("10.0.0.0/8"));
        assertTrue(Addresses.isCidr("2001:db8::/64"));
        assertFalse(Addresses.isCidr("10.0.0.0/33"));
        assertFalse(Addresses.isCidr("10.0.0.0/"));
        assertTrue(Addresses.contains("10.96.0.0/16", "10.96.255.1"));
        assertFalse(Addresses.contains("10.96.0.0/16", "10.97.0.1"));
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1, ''", "010.0.0.1, must not have leading 0s",
        "::ffff:10.0.0.1, must not be an IPv4-mapped IPv6 address", "fe80::1, ''"})
    void addressesThatAllReadAlike(String text, String problem) {
        FieldErrors errors = new FieldErrors();
        Addresses.address(new Place(StringNode.valueOf(text), FieldPath.of("ip"), errors));
        assertEquals(problem, errors.isEmpty() ? "" : errors.message().replaceFirst(".*\": ", ""));
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.0/8, ''", "2001:db8::/64, ''", "10.0.0.0/08, must not have leading 0s in IP or prefix length",
        "010.0.0.0/8, must not have leading 0s in IP or prefix length",
        "10.0.0.1/8, must not have bits set beyond the prefix length",
        "2001:db8::1/64, must not have bits set beyond the prefix length",
        "::ffff:10.0.0.0/104, must not have an IPv4-mapped IPv6 address"})
    void blocksThatAreNamedByTheirFirstAddress(String text, String problem) {
        FieldErrors errors = new FieldErrors();
        Addresses.cidr(new Place(StringNode.valueOf(text), FieldPath.of("cidr"), errors));
        assertEquals(problem, errors.isEmpty() ? "" : errors.message().replaceFirst(".*\": ", ""));
    }
}
