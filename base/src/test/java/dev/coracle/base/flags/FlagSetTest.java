package dev.coracle.base.flags;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlagSetTest {

    private final FlagSet flags = new FlagSet("kube-thing");
    private final Flag<String> dir = flags.string("data-dir", "", "where");
    private final Flag<Boolean> elect = flags.bool("leader-elect", true, "whether");
    private final Flag<Integer> port = flags.integer("secure-port", 10259, "which port");
    private final Flag<Duration> wait = flags.duration("wait", Duration.ofSeconds(15), "how long");
    private final Flag<List<String>> urls = flags.list("urls", List.of("a"), "which");

    private FlagSet.Outcome parse(String... args) throws FlagException {
        return flags.ignored("v", "profiling-level").ignoredBool("profiling").parse(List.of(args));
    }

    @Test
    void understandsEveryForm() throws FlagException {
        assertEquals(FlagSet.Outcome.RUN,
                parse("--data-dir=/x=y", "--secure-port", "1", "-data-dir", "/z", "--leader-elect=false",
                        "--wait=1h2m3.5s", "--urls=b,c", "--urls", "d", "--profiling", "-v", "2", "rest"));
        assertEquals("/z", dir.get());
        assertEquals(1, port.get());
        assertFalse(elect.get());
        assertEquals(Duration.ofMillis(3_723_500), wait.get());
        assertEquals(List.of("b", "c", "d"), urls.get());
        assertEquals(List.of("rest"), flags.arguments());
        assertEquals(List.of("--profiling", "--v"), flags.ignoredGiven());
    }

    @Test
    void keepsDefaults() throws FlagException {
        parse();
        assertEquals(10259, port.get());
        assertEquals(List.of("a"), urls.get());
        assertFalse(port.given());
    }

    @Test
    void namesWhatItDoesNotUnderstand() {
        assertEquals("unknown flag: --nope", error("--nope=1"));
        assertEquals("flag needs an argument: --data-dir", error("--data-dir"));
        assertTrue(error("--secure-port=x").startsWith("invalid argument \"x\" for \"--secure-port\" flag: "));
        assertTrue(error("--wait=5").contains("invalid duration"));
        assertTrue(error("--leader-elect=maybe").contains("ParseBool"));
    }

    private String error(String... args) {
        return String.valueOf(assertThrows(FlagException.class, () -> parse(args)).getMessage());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "0.0.0.0", "255.255.255.255", "::", "::1", "fd00::a", "::ffff:10.0.0.1", ""})
    void addresses(String text) throws FlagException {
        FlagSet flags = new FlagSet("x");
        Flag<String> address = flags.address("address", "0.0.0.0", "");
        flags.parse(List.of("--address=" + text));
        assertEquals(text, address.get());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.2.3", "256.1.1.1", "01.2.3.4", "1.2.3.4.5", "localhost", "::1%lo", "[::1]", "1:2", ":::",
        "a"})
    void whatIsNoAddress(String text) {
        FlagSet flags = new FlagSet("x");
        flags.address("address", "0.0.0.0", "");
        assertThrows(FlagException.class, () -> flags.parse(List.of("--address=" + text)));
    }

    @Test
    void helpHasALineForEachFlag() throws FlagException {
        assertEquals(FlagSet.Outcome.HELP, parse("--help"));
        assertTrue(flags.help().lines()
                .anyMatch(line -> line.matches("      --secure-port int +which port \\(default 10259\\)")));
        assertEquals(FlagSet.Outcome.VERSION, parse("--version"));
    }

    @Test
    void durationsArePrintedAsGoDoes() {
        for (String text : List.of("1h0m0s", "1m30s", "1.5s", "300ms", "0s", "1µs")) {
            assertEquals(text, GoDuration.format(GoDuration.parse(text)));
        }
    }
}
