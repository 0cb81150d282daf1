package dev.coracle.apiserver.server;

import dev.coracle.apiserver.aggregation.Aggregation;
import dev.coracle.apiserver.authentication.FrontProxyAuthenticator;
import dev.coracle.apiserver.connect.Connect;
import dev.coracle.apiserver.proxy.ForwardedHeaders;
import dev.coracle.base.tls.TlsContexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;

/** How this server speaks to others: with which certificates, and what it never passes on. */
final class Wires {

    private Wires() {}

    static Connect.Wires toNodes(ApiServerOptions options) throws IOException {
        ApiServerOptions.ClientTls tls = options.network().kubelets();
        SSLContext unverified = TlsContexts.client(Optional.empty(), read(tls.certFile()), read(tls.keyFile()), true);
        SSLContext kubelets = tls.caFile().isEmpty()
                ? unverified
                : TlsContexts.client(read(tls.caFile()), read(tls.certFile()), read(tls.keyFile()), false);
        SSLContext others = TlsContexts.client(Optional.empty(), Optional.empty(), Optional.empty(), true);
        return new Connect.Wires(kubelets, unverified, others, headers(options));
    }

    static Aggregation.Settings toExtensions(ApiServerOptions options) throws IOException {
        ApiServerOptions.Aggregation how = options.network().aggregation();
        return new Aggregation.Settings(read(how.proxyCertFile()), read(how.proxyKeyFile()), how.endpoints(),
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
