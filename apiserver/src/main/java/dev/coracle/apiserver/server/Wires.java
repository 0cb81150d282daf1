package dev.coracle.apiserver.server;

import dev.coracle.apiserver.aggregation.Aggregation;
import dev.coracle.apiserver.authentication.FrontProxyAuthenticator;
import dev.coracle.apiserver.connect.Connect;
import dev.coracle.apiserver.proxy.ForwardedHeaders;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.clock.Clock;
import dev.coracle.base.tls.context.CertifiedKey;
import dev.coracle.base.tls.context.ReloadedKey;
import dev.coracle.base.tls.context.TlsContexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** How this server speaks to others: with which certificates, and what it never passes on. */
final class Wires {

    private Wires() {}

    static Connect.Wires toNodes(ApiServerOptions options, Clock clock) throws IOException {
        ApiServerOptions.ClientTls tls = options.network().kubelets();
        Optional<Supplier<CertifiedKey>> own = key(tls.certFile(), tls.keyFile(), clock);
        SSLContext unverified = client(own, Optional.empty(), true);
        SSLContext kubelets = tls.caFile().isEmpty() ? unverified : client(own, read(tls.caFile()), false);
        SSLContext others = TlsContexts.client(Optional.empty(), Optional.empty(), Optional.empty(), true);
        return new Connect.Wires(kubelets, unverified, others, headers(options));
    }

    private static SSLContext client(Optional<Supplier<CertifiedKey>> own, Optional<byte[]> ca, boolean insecure) {
        return own.isPresent()
                ? TlsContexts.client(own.get(), ca, insecure)
                : TlsContexts.client(ca, Optional.empty(), Optional.empty(), insecure);
    }

    private static Optional<Supplier<CertifiedKey>> key(Optional<Path> certificate, Optional<Path> key, Clock clock)
            throws IOException {
        if (certificate.isPresent() != key.isPresent()) {
            throw new IllegalArgumentException("a client certificate needs its key, and the key its certificate");
        }
        return certificate.isPresent()
                ? Optional.of(ReloadedKey.load(certificate.get(), key.orElseThrow(), clock))
                : Optional.empty();
    }

    static Aggregation.Settings toExtensions(ApiServerOptions options, Clock clock) throws IOException {
        ApiServerOptions.Aggregation how = options.network().aggregation();
        return new Aggregation.Settings(key(how.proxyCertFile(), how.proxyKeyFile(), clock), how.endpoints(),
                how.refusesRedirects(), headers(options));
    }

    /** Whatever a front proxy may say of somebody's identity in front of us, is not for those behind us. */
    static ForwardedHeaders headers(ApiServerOptions options) {
        FrontProxyAuthenticator.Headers said = options.authentication().requestHeaders();
        Set<String> names = new HashSet<>(said.user());
        names.addAll(said.uid());
        names.addAll(said.group());
        return new ForwardedHeaders(names, said.extraPrefixes());
    }

    static Optional<byte[]> read(Optional<Path> file) throws IOException {
        return file.isPresent() ? Optional.of(Files.readAllBytes(file.get())) : Optional.empty();
    }
}
