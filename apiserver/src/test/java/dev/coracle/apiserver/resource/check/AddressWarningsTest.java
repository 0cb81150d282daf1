package dev.coracle.apiserver.resource.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.StringNode;

/** The texts are the original's. */
class AddressWarningsTest {

    private static Place place(String text, FieldErrors errors) {
        return new Place(StringNode.valueOf(text), FieldPath.of("f"), errors);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {"10.0.0.1 | ^^", "2001:db8::1 | ^^", "x | ^^",
        "010.0.0.1 | f: non-standard IP address ~010.0.0.1~ is invalid: use ~10.0.0.1~",
        "::ffff:10.0.0.1 | f: non-standard IP address ~::ffff:10.0.0.1~ is invalid: use ~10.0.0.1~",
        "2001:DB8::1 | f: IPv6 address ~2001:DB8::1~ should be in RFC 5952 canonical format (~2001:db8::1~)",
        "2001:db8:0:0:1:0:0:1 | f: IPv6 address ~2001:db8:0:0:1:0:0:1~ should be in RFC 5952 canonical format "
                + "(~2001:db8::1:0:0:1~)"})
    void addresses(String text, String warning) {
        List<String> said = new ArrayList<>();
        AddressWarnings.ip(place(text, new FieldErrors()), said::add);
        assertEquals(warning.replace('~', '"'), String.join(", ", said));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '^', value = {"10.0.0.0/8 | ^^", "2001:db8::/64 | ^^", "x/8 | ^^",
        "10.0.0.0 | ^^", "10.0.0.0/33 | ^^", "10.0.0.1/32 | ^^",
        "10.0.0.1/8 | f: CIDR value ~10.0.0.1/8~ is ambiguous in this context (should be ~10.0.0.0/8~ or ~10.0.0.1/32~?)",
        "010.0.0.0/8 | f: non-standard CIDR value ~010.0.0.0/8~ is invalid: use ~10.0.0.0/8~",
        "10.0.0.0/08 | f: non-standard CIDR value ~10.0.0.0/08~ is invalid: use ~10.0.0.0/8~",
        "2001:DB8::/64 | f: IPv6 CIDR value ~2001:DB8::/64~ should be in RFC 5952 canonical format (~2001:db8::/64~)"})
    void blocks(String text, String warning) {
        List<String> said = new ArrayList<>();
        AddressWarnings.cidr(place(text, new FieldErrors()), said::add);
        assertEquals(warning.replace('~', '"'), String.join(", ", said));
    }

    @Test
    void whatStoodThereBeforeMayStay() {
        FieldErrors errors = new FieldErrors();
        Addresses.address(place("010.0.0.1", errors), List.of("010.0.0.1"));
        Addresses.cidr(place("10.0.0.1/8", errors), List.of("10.0.0.1/8"));
        assertTrue(errors.isEmpty());
        Addresses.address(place("010.0.0.1", errors), List.of("010.0.0.2"));
        Addresses.cidr(place("10.0.0.1/8", errors), List.of("10.0.0.0/8"));
        assertEquals(2, errors.size());
    }

    @Test
    void partsAreSmaller() {
        assertTrue(Addresses.isPart("10.1.0.0/16", "10.0.0.0/8"));
        assertFalse(Addresses.isPart("10.0.0.0/8", "10.0.0.0/8"));
        assertFalse(Addresses.isPart("11.0.0.0/16", "10.0.0.0/8"));
        assertFalse(Addresses.isPart("2001:db8::/64", "10.0.0.0/8"));
        assertTrue(Addresses.isPart("2001:db8::/64", "2001:db8::/32"));
    }
}
