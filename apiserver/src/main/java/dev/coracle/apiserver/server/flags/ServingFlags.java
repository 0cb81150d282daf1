package dev.coracle.apiserver.server.flags;

import dev.coracle.apiserver.http.Protocols;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.flags.Flag;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.flags.FlagSet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** kube-apiserver's flags about where and as whom it listens, and what it speaks there. */
final class ServingFlags {

    private static final int LAST_PORT = 65_535;

    /** Not chosen by anybody: TLS 1.3 has no others. */
    private static final List<String> OF_TLS_13 = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256");
    /** Those of TLS 1.2 that Go knows. The names are IANA's and the JDK's alike; those that the JDK has not, such as RC4, are never agreed on. */
    private static final Set<String> OF_TLS_12 = Set.of("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
            "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA", "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA",
            "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256", "TLS_ECDHE_RSA_WITH_RC4_128_SHA", "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
            "TLS_RSA_WITH_AES_128_CBC_SHA", "TLS_RSA_WITH_AES_128_CBC_SHA256", "TLS_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_RSA_WITH_AES_256_CBC_SHA", "TLS_RSA_WITH_AES_256_GCM_SHA384", "TLS_RSA_WITH_RC4_128_SHA");

    private final Flag<String> bindAddress;
    private final Flag<Integer> securePort;
    private final Flag<String> certFile;
    private final Flag<String> keyFile;
    private final Flag<List<String>> named;
    private final Flag<String> certDir;
    private final Flag<String> advertiseAddress;
    private final Flag<String> minVersion;
    private final Flag<List<String>> ciphers;
    private final Flag<Boolean> withoutHttp2;
    private final Flag<Integer> streams;
    private final BrowserFlags browsers;

    ServingFlags(FlagSet flags) {
        bindAddress = flags.address("bind-address", "0.0.0.0", "The address to listen on");
        securePort = flags.integer("secure-port", 6443, "The port to serve HTTPS on");
        certFile = flags.string("tls-cert-file", "", "File with the serving certificate");
        keyFile = flags.string("tls-private-key-file", "", "File with the serving certificate's key");
        named = flags.repeated("tls-sni-cert-key", "namedCertKey",
                "CERTIFICATE,KEY or CERTIFICATE,KEY:NAME,NAME of a serving certificate for clients that ask for these names, or for those of "
                        + "the certificate; *.example.com is one more label of any kind; may be given again");
        certDir = flags.string("cert-dir", "/var/run/kubernetes",
                "Where a self-signed serving certificate is kept when no files are given");
        advertiseAddress = flags.address("advertise-address", "",
                "The address under which members of the cluster reach this server");
        minVersion = flags.string("tls-min-version", "",
                "VersionTLS12 or VersionTLS13; earlier versions are not spoken, also if they are named");
        ciphers = flags.list("tls-cipher-suites", List.of(),
                "Cipher suites for TLS 1.2, by Go's names; those of TLS 1.3 are always there");
        withoutHttp2 = flags.bool("disable-http2-serving", false, "Whether only HTTP/1.1 is spoken");
        streams = flags.integer("http2-max-streams-per-connection", 0,
                "Requests at once on a connection of HTTP/2; 0 for " + Protocols.USUAL.streams());
        browsers = new BrowserFlags(flags);
    }

    ApiServerOptions.Serving serving() throws FlagException {
        if (securePort.get() < 1 || securePort.get() > LAST_PORT) {
            throw new FlagException("--secure-port " + securePort.get()
                    + " must be between 1 and 65535, inclusive. It cannot be turned off with 0");
        }
        if (certFile.get().isEmpty() != keyFile.get().isEmpty()) {
            throw new FlagException(
                    "missing filename for serving cert: --tls-cert-file and --tls-private-key-file go together");
        }
        return new ApiServerOptions.Serving(true, bindAddress.get(), securePort.get(), ApiServerFlags.path(certFile),
                ApiServerFlags.path(keyFile), Path.of(certDir.get()), ApiServerFlags.text(advertiseAddress),
                named(),
                new Protocols(versions(), suites(), !withoutHttp2.get(),
                        streams.get() > 0 ? streams.get() : Protocols.USUAL.streams()),
                browsers.browsers());
    }

    private List<ApiServerOptions.NamedFiles> named() throws FlagException {
        List<ApiServerOptions.NamedFiles> all = new ArrayList<>();
        for (String each : named.get()) {
            String[] halves = each.split(":", 2);
            String[] files = halves[0].strip().split(",", -1);
            if (halves.length == 2 && halves[1].isBlank()) {
                throw invalid(each, "empty names list is not allowed");
            }
            if (files.length != 2) {
                throw invalid(each, "expected comma separated certificate and key file paths");
            }
            List<String> names = halves.length == 2
                    ? Stream.of(halves[1].split(",", -1)).map(String::strip).toList()
                    : List.of();
            all.add(new ApiServerOptions.NamedFiles(Path.of(files[0]), Path.of(files[1]), names));
        }
        return all;
    }

    private FlagException invalid(String text, String why) {
        return new FlagException("invalid argument \"" + text + "\" for \"--" + named.name() + "\" flag: " + why);
    }

    private List<String> versions() throws FlagException {
        return switch (minVersion.get()) {
            case "", "VersionTLS10", "VersionTLS11", "VersionTLS12" -> Protocols.USUAL.tls();
            case "VersionTLS13" -> List.of("TLSv1.3");
            default -> throw new FlagException("unknown tls version \"" + minVersion.get() + "\"");
        };
    }

    private List<String> suites() throws FlagException {
        if (ciphers.get().isEmpty()) {
            return Protocols.USUAL.ciphers();
        }
        List<String> all = new ArrayList<>(OF_TLS_13);
        for (String suite : ciphers.get()) {
            if (OF_TLS_12.contains(suite)) {
                all.add(suite.endsWith("_POLY1305") ? suite + "_SHA256" : suite);
            } else if (!OF_TLS_13.contains(suite)) {
                throw new FlagException("Cipher suite " + suite + " not supported or doesn't exist");
            }
        }
        return all;
    }
}
