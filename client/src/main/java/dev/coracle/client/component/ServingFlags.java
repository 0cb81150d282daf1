package dev.coracle.client.component;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.flags.Flag;
import dev.coracle.base.flags.FlagSet;
import dev.coracle.base.health.HealthChecks;
import dev.coracle.base.lifecycle.HostName;
import dev.coracle.base.tls.CertificateAuthority;
import dev.coracle.base.tls.CertificateFiles;
import dev.coracle.base.tls.IssuedCertificate;
import dev.coracle.base.tls.context.CertifiedKey;
import dev.coracle.base.tls.context.ReloadedKey;
import dev.coracle.base.tls.context.TlsContexts;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Where a component serves its health and metrics, and as whom, on its command line: names and defaults of the original. */
public final class ServingFlags {

    private final String component;
    private final Flag<String> bindAddress;
    private final Flag<Integer> port;
    private final Flag<String> certificate;
    private final Flag<String> key;
    private final Flag<String> certDir;

    /** Declares them. @param usualPort the component's own */
    public ServingFlags(FlagSet flags, String component, int usualPort) {
        this.component = component;
        bindAddress = flags.address("bind-address", "0.0.0.0", "The address to serve health and metrics on.");
        port = flags.integer("secure-port", usualPort, "The HTTPS port to serve health and metrics on; 0 for none.");
        certificate = flags.string("tls-cert-file", "", "The serving certificate; one is made when this is empty.");
        key = flags.string("tls-private-key-file", "", "The key of --tls-cert-file.");
        certDir = flags.string("cert-dir", "",
                "Where a certificate that is made is kept, as " + component
                        + ".crt; when empty it lives with the process.");
    }

    /**
     * The server, which answers from its {@link ComponentServer#start} on; empty if there is to be none.
     *
     * @throws IOException if the port or the files can't be had
     * @throws IllegalArgumentException if the files hold no certificate and its key
     */
    public Optional<ComponentServer> server(HealthChecks live, HealthChecks ready, Clock clock) throws IOException {
        if (port.get() == 0) {
            return Optional.empty();
        }
        return Optional.of(new ComponentServer(bindAddress.get(), port.get(),
                Optional.of(TlsContexts.server(shown(clock))), live, ready));
    }

    private Supplier<CertifiedKey> shown(Clock clock) throws IOException {
        if (certificate.get().isEmpty() != key.get().isEmpty()) {
            throw new IllegalArgumentException(
                    "missing filename for serving cert: --tls-cert-file and --tls-private-key-file go together");
        }
        if (!certificate.get().isEmpty()) {
            return ReloadedKey.load(Path.of(certificate.get()), Path.of(key.get()), clock);
        }
        if (certDir.get().isEmpty()) {
            IssuedCertificate made = CertificateAuthority.selfSigned(component, names(), clock);
            CertifiedKey certified = new CertifiedKey(made.key(), made.chain());
            return () -> certified;
        }
        Path folder = Path.of(certDir.get());
        CertificateFiles kept = new CertificateFiles(folder.resolve(component + ".crt"),
                folder.resolve(component + ".key"));
        if (!kept.exist()) {
            kept.makeSelfSigned(component, names(), clock);
        }
        return ReloadedKey.load(kept.certificate(), kept.key(), clock);
    }

    private Set<String> names() {
        Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1"));
        if (!bindAddress.get().equals("0.0.0.0") && !bindAddress.get().equals("::")) {
            names.add(bindAddress.get());
        }
        names.add(HostName.local());
        return names;
    }
}
