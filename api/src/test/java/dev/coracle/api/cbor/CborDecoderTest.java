package dev.coracle.api.cbor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.api.catalogue.Catalogue;
import dev.coracle.api.naming.GroupVersion;
import dev.coracle.api.tree.Json;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** What is read of CBOR's many forms, and what is said of the rest. Values are written in hex: a1 41 61 is {"a": …}. */
class CborDecoderTest {

    private static byte[] a(String value) {
        return HexFormat.of().parseHex("a14161" + value);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            00                         | 0
            1b7fffffffffffffff         | 9223372036854775807
            3b7fffffffffffffff         | -9223372036854775808
            4161                       | "a"
            6161                       | "a"
            5f41614162ff               | "ab"
            7f61616162ff               | "ab"
            41ff                       | "\uFFFD"
            9f01ff                     | [1]
            80                         | []
            bf416101ff                 | {"a":1}
            f4                         | false
            f6                         | null
            f7                         | null
            f93e00                     | 1.5
            f94000                     | 2
            fa47c35000                 | 100000
            fb3ff199999999999a         | 1.1
            d9d9f7d9d9f74161           | "a"
            d5426869                   | "aGk"
            d6426869                   | "aGk="
            d7426869                   | "6869"
            d86301                     | 1
            c074323031332d30332d32315432303a30343a30305a | "2013-03-21T20:04:00Z"
            c11a514b67b0               | "2013-03-21T20:04:00Z"
            """)
    void values(String hex, String json) {
        assertEquals(json, Json.text(CborDecoder.object(a(hex)).path("a")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ``                 | EOF
            d9d9f7             | unexpected EOF
            ff                 | cbor: unexpected "break" code
            1c                 | cbor: invalid additional information 28 for type positive integer
            a1                 | unexpected EOF
            a14161f97e00       | cbor: data item of cbor type primitives is not accepted by protocol: floating-point NaN
            a14161f97c00       | cbor: data item of cbor type primitives is not accepted by protocol: floating-point infinity
            a14161c24101       | cbor: data item of cbor type tag is not accepted by protocol: bignum
            a14161f805         | cbor: invalid simple value 5 for type primitives
            a1416100ff         | cbor: 1 bytes of extraneous data starting at index 4
            8101               | cbor: cannot unmarshal array into Go value of type v1.TypeMeta (cannot decode CBOR array to struct without toarray option)
            4178               | cbor: cannot unmarshal byte string into Go value of type v1.TypeMeta
            a2416100416100     | cbor: found duplicate map key "a" at map element index 1
            a2416100616100     | cbor: found duplicate map key "a" at map element index 1
            9f0161             | unexpected EOF
            bf4161ff           | cbor: unexpected "break" code
            5f01ff             | cbor: wrong element type positive integer for indefinite-length byte string
            5f5f41ffff         | cbor: indefinite-length byte string chunk is not definite-length
            5bffffffffffffffff | cbor: byte string length 18446744073709551615 is too large, causing integer overflow
            9bffffffffffffffff | cbor: array length 18446744073709551615 is too large, it would cause integer overflow
            9b0000ffffffffffff | unexpected EOF
            5b00000000ffffffff | unexpected EOF
            """)
    void refused(String hex, String words) {
        CborException refused = assertThrows(CborException.class,
                () -> CborDecoder.object(HexFormat.of().parseHex(hex.strip())));
        assertEquals(words, refused.getMessage());
        assertEquals(Optional.empty(), refused.place());
    }

    /** A mistake further in is told of with the object that it is in, wherever that says what it is. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a2416100416100     | cbor: found duplicate map key "a" at map element index 1
            61ff               | cbor: invalid UTF-8 string
            1bffffffffffffffff | cbor: cannot unmarshal positive integer into Go value of type int64 (18446744073709551615 overflows Go's int64)
            e5                 | cbor: data item of cbor type primitives is not accepted by protocol: simple value 5 is not recognized
            """)
    void refusedInside(String hex, String words) {
        byte[] bytes = HexFormat.of().parseHex("a24161" + hex + "446b696e64434d6170"); // {"a": …, "kind": "Map"}
        CborException refused = assertThrows(CborException.class, () -> CborDecoder.object(bytes));
        assertEquals(words, refused.getMessage());
        assertEquals(Optional.of(new CborException.Place("", "Map")), refused.place());
    }

    @Test
    void depthIsBounded() {
        byte[] deep = new byte[2_000_000];
        java.util.Arrays.fill(deep, (byte) 0x81);
        assertEquals("cbor: exceeded max nested level 1000",
                assertThrows(CborException.class, () -> CborDecoder.object(deep)).getMessage());
        java.util.Arrays.fill(deep, (byte) 0xc9);
        assertEquals("cbor: exceeded max nested level 1000",
                assertThrows(CborException.class, () -> CborDecoder.object(deep)).getMessage());
    }

    /** The field of the outer map is named before the one further in, which stands before it. */
    @Test
    void oneUnknownField() {
        var schema = Catalogue.builtIn().schema(GroupVersion.parse("v1").kind("ConfigMap"));
        ObjectNode object = Json.object();
        object.putObject("metadata").put("name", "a").put("foo", 1);
        assertEquals(Optional.of("cbor: found unknown field at map element index 1"),
                CborDecoder.unknownField(object, schema));
        object.put("kind", "ConfigMap").put("bar", 2);
        assertEquals(Optional.of("cbor: found unknown field at map element index 2"),
                CborDecoder.unknownField(object, schema));
        object.remove("bar");
        object.putObject("data").put("anything", "goes");
        object.withObject("metadata").remove("foo");
        assertEquals(Optional.empty(), CborDecoder.unknownField(object, schema));
    }
}
