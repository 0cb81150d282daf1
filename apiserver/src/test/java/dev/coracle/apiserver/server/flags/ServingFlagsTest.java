package dev.coracle.apiserver.server.flags;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.apiserver.http.Protocols;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.flags.FlagException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServingFlagsTest {

    private static ApiServerOptions options(String... args) throws Exception {
        ApiServerFlags flags = new ApiServerFlags();
        flags.flags().parse(List.of(args));
        return flags.options();
    }

    @Test
    void protocols() throws Exception {
        assertEquals(Protocols.USUAL, options().serving().protocols());
        Protocols told = options("--tls-min-version=VersionTLS13",
                "--tls-cipher-suites=TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305,TLS_AES_128_GCM_SHA256",
                "--disable-http2-serving", "--http2-max-streams-per-connection=7").serving().protocols();
        assertEquals(List.of("TLSv1.3"), told.tls());
        assertTrue(told.ciphers().contains("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"));
        assertEquals(4, told.ciphers().size());
        assertFalse(told.http2());
        assertEquals(7, told.streams());
    }

    @Test
    void times() throws Exception {
        assertEquals(Duration.ofHours(1), options().storage().eventLife());
        assertEquals(Duration.ofMinutes(5), options("--event-ttl=5m").storage().eventLife());
        assertEquals(Duration.ofSeconds(9),
                options("--livez-grace-period=9s").operation().timing().liveGrace());
    }

    @Test
    void certificatesByName() throws Exception {
        assertEquals(
                List.of(new ApiServerOptions.NamedFiles(Path.of("a"), Path.of("b"), List.of()),
                        new ApiServerOptions.NamedFiles(Path.of("c"), Path.of("d"), List.of("*.x", "y"))),
                options("--tls-sni-cert-key=a,b", "--tls-sni-cert-key=c,d:*.x, y").serving().named());
    }

    /** The original's words, for scripts that look for them. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --secure-port=0 | --secure-port 0 must be between 1 and 65535, inclusive. It cannot be turned off with 0
            --bind-address=1.2.3 | invalid argument "1.2.3" for "--bind-address" flag: failed to parse IP: "1.2.3"
            --advertise-address=::1%lo | invalid argument "::1%lo" for "--advertise-address" flag: failed to parse IP: "::1%lo"
            --tls-min-version=VersionTLS9 | unknown tls version "VersionTLS9"
            --tls-cipher-suites=TLS_X | Cipher suite TLS_X not supported or doesn't exist
            --tls-cert-file=a | missing filename for serving cert: --tls-cert-file and --tls-private-key-file go together
            --tls-sni-cert-key=a | invalid argument "a" for "--tls-sni-cert-key" flag: expected comma separated certificate and key file paths
            --tls-sni-cert-key=a,b: | invalid argument "a,b:" for "--tls-sni-cert-key" flag: empty names list is not allowed
            --max-requests-inflight=-1 | --max-requests-inflight can not be negative value
            --livez-grace-period=-1s | --livez-grace-period can not be a negative value
            --encryption-provider-config-automatic-reload | --encryption-provider-config-automatic-reload must be set with --encryption-provider-config
            """)
    void valuesThatMeanNothing(String flag, String why) {
        assertEquals(why, assertThrows(FlagException.class, () -> options(flag)).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"--cors-allowed-origins=example.com", "--strict-transport-security-directives=often",
        "--max-requests-inflight=0 --max-mutating-requests-inflight=0", "--event-ttl=-1h"})
    void othersThatMeanNothing(String line) {
        assertThrows(FlagException.class, () -> options(line.split(" ")));
    }

    @Test
    void nobodyIsCountedWhereNobodyIsToBe() throws Exception {
        assertEquals(new ApiServerOptions.InFlightLimits(0, 0, false),
                options("--max-requests-inflight=0", "--max-mutating-requests-inflight=0",
                        "--enable-priority-and-fairness=false").access().inFlight());
    }
}
