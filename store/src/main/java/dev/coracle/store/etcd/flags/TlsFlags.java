package dev.coracle.store.etcd.flags;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.flags.Flag;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.flags.FlagSet;
import dev.coracle.base.tls.CertificateFiles;
import dev.coracle.store.etcd.http.Listener;
import dev.coracle.store.etcd.http.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The flags of TLS for clients. Those of the original that would admit fewer clients and are not there are refused: it must not seem as if they held. */
final class TlsFlags {

    private static final Map<String, String> VERSIONS = new TreeMap<>(Map.of("TLS1.2", "TLSv1.2", "TLS1.3", "TLSv1.3"));

    private final Flag<String> certFile;
    private final Flag<String> keyFile;
    private final Flag<String> caFile;
    private final Flag<Boolean> clientAuth;
    private final Flag<Boolean> auto;
    private final Flag<String> min;
    private final Flag<String> max;
    private final Flag<List<String>> ciphers;
    private final List<Flag<String>> refused;

    TlsFlags(FlagSet flags) {
        certFile = flags.string("cert-file", "", "The certificate shown to clients of https URLs, in PEM");
        keyFile = flags.string("key-file", "", "The key of --cert-file, in PEM");
        caFile = flags.string("trusted-ca-file", "",
                "Authorities in PEM; clients must show a certificate of one of them");
        clientAuth = flags.bool("client-cert-auth", false,
                "Clients must show a certificate; needs --trusted-ca-file");
        auto = flags.bool("auto-tls", false, "Make a certificate that nobody vouches for, if none is given");
        min = flags.string("tls-min-version", "TLS1.2", "TLS1.2 or TLS1.3");
        max = flags.string("tls-max-version", "", "TLS1.2 or TLS1.3; the newest if not given");
        ciphers = flags.list("cipher-suites", List.of(), "Cipher suites to use, by the names of the IANA");
        refused = List.of(flags.string("client-cert-allowed-hostname", "", "Not supported"),
                flags.string("client-cert-allowed-cn", "", "Not supported"),
                flags.string("client-crl-file", "", "Not supported"));
    }

    /** @param secure whether an https URL is listened on */
    Optional<TlsFiles> files(Path dataDir, boolean secure, List<Listener> listeners) throws FlagException {
        for (Flag<String> flag : refused) {
            if (!flag.get().isEmpty()) {
                throw new FlagException("--" + flag.name()
                        + " is not supported; give clients an authority of their own by --trusted-ca-file");
            }
        }
        if (certFile.get().isEmpty() != keyFile.get().isEmpty()) {
            throw new FlagException("--cert-file and --key-file must be given together");
        }
        if (clientAuth.get() && caFile.get().isEmpty()) {
            throw new FlagException("--client-cert-auth needs --trusted-ca-file: whose certificates clients must show");
        }
        if (!secure) {
            return Optional.empty();
        }
        boolean given = !certFile.get().isEmpty();
        if (!given && !auto.get()) {
            throw new FlagException("an https URL needs --cert-file and --key-file, or --auto-tls");
        }
        Optional<Path> ca = caFile.get().isEmpty() ? Optional.empty() : Optional.of(Path.of(caFile.get()));
        Path made = dataDir.resolveSibling(dataDir.getFileName() + ".fixtures");
        Path cert = given ? Path.of(certFile.get()) : made.resolve("cert.pem");
        Path key = given ? Path.of(keyFile.get()) : made.resolve("key.pem");
        if (!given) {
            make(cert, key, listeners);
        }
        return Optional.of(new TlsFiles(cert, key, ca, protocols(), ciphers.get()));
    }

    private static void make(Path cert, Path key, List<Listener> listeners) throws FlagException {
        CertificateFiles files = new CertificateFiles(cert, key);
        if (files.exist()) {
            return;
        }
        List<String> names = new ArrayList<>(List.of("localhost", "127.0.0.1", "::1"));
        listeners.stream().filter(listener -> !listener.address().isUnresolved())
                .forEach(listener -> names.add(listener.address().getAddress().getHostAddress()));
        try {
            files.makeSelfSigned("etcd", names, SystemClock.instance());
        } catch (IOException e) {
            throw new FlagException("--auto-tls: " + cert + " cannot be written: " + e);
        }
    }

    private List<String> protocols() throws FlagException {
        String lowest = version(min);
        String highest = max.get().isEmpty() ? "TLSv1.3" : version(max);
        if (lowest.compareTo(highest) > 0) {
            throw new FlagException("--tls-min-version is above --tls-max-version");
        }
        return VERSIONS.values().stream().filter(v -> v.compareTo(lowest) >= 0 && v.compareTo(highest) <= 0).toList();
    }

    private static String version(Flag<String> flag) throws FlagException {
        String version = VERSIONS.get(flag.get());
        if (version == null) {
            throw new FlagException("--" + flag.name() + " is TLS1.2 or TLS1.3, not \"" + flag.get() + "\"");
        }
        return version;
    }
}
