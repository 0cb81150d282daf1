package dev.coracle.api.validation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

    private static Function<String, List<String>> rule(String name) {
        return switch (name) {
            case "label" -> Names::dnsLabel;
            case "subdomain" -> Names::dnsSubdomain;
            case "1035" -> Names::dns1035Label;
            case "key" -> Names::qualifiedName;
            case "value" -> Names::labelValue;
            case "config" -> Names::configMapKey;
            case "env" -> Names::environmentVariable;
            case "port" -> Names::portName;
            default -> Names::pathSegment;
        };
    }

    @ParameterizedTest
    @CsvSource({"label,a-1", "subdomain,a.b-c.9", "1035,a1", "key,a.b/C_d", "key,K", "value,''", "value,A.b_c-9",
        "config,.a", "config,A_b-c.d", "env,A b.c", "port,http2", "path,a:b"})
    void fine(String rule, String name) {
        assertEquals(List.of(), rule(rule).apply(name));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"label|a.b|must not contain dots",
        "key|/a|prefix part must be non-empty", "config|..|must not be '..'", "config|..a|must not start with '..'",
        "path|..|may not be '..'", "path|a/b|may not contain '/'", "path|a%b|may not contain '%'",
        "port|123|must contain at least one letter (a-z)", "port|a--b|must not contain consecutive hyphens",
        "1035|1a|a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, "
                + "and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is "
                + "'[a-z]([-a-z0-9]*[a-z0-9])?')"})
    void wrong(String rule, String name, String message) {
        assertEquals(List.of(message), rule(rule).apply(name));
    }

    @ParameterizedTest
    @CsvSource({"label,64,must be no more than 63 characters", "subdomain,254,must be no more than 253 characters",
        "value,64,must be no more than 63 bytes", "key,64,name part must be no more than 63 bytes"})
    void tooLong(String rule, int length, String message) {
        assertEquals(List.of(message), rule(rule).apply("a".repeat(length)));
    }
}
