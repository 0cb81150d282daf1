package dev.coracle.apiserver.server;

import dev.coracle.apiserver.authentication.TrustBundle;
import dev.coracle.apiserver.http.ServerTls;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.clock.Clock;
import dev.coracle.base.lifecycle.HostName;
import dev.coracle.base.tls.CertificateFiles;
import dev.coracle.base.tls.context.NamedKey;
import dev.coracle.base.tls.context.ReloadedKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The certificate that the server shows: as given, or {@code apiserver.crt} in the certificate directory, made when it is not there. */
final class ServingCertificates {

    private ServingCertificates() {}

    static ServerTls tls(ApiServerOptions options, Clock clock) throws IOException {
        ApiServerOptions.Serving serving = options.serving();
        boolean given = serving.certFile().isPresent() && serving.keyFile().isPresent();
        Path certificate = given ? serving.certFile().orElseThrow() : serving.certDir().resolve("apiserver.crt");
        Path key = given ? serving.keyFile().orElseThrow() : serving.certDir().resolve("apiserver.key");
        CertificateFiles files = new CertificateFiles(certificate, key);
        if (!given && !files.exist()) {
            files.makeSelfSigned("kube-apiserver", names(serving), clock);
        }
        return new ServerTls(ReloadedKey.load(certificate, key, clock), named(serving, clock),
                clientCas(options, clock),
                serving.protocols());
    }

    private static List<NamedKey> named(ApiServerOptions.Serving serving, Clock clock) throws IOException {
        List<NamedKey> all = new ArrayList<>();
        for (ApiServerOptions.NamedFiles files : serving.named()) {
            all.add(new NamedKey(files.names(), ReloadedKey.load(files.certificate(), files.key(), clock)));
        }
        return all;
    }

    private static List<String> names(ApiServerOptions.Serving serving) {
        Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "kubernetes", "kubernetes.default",
                "kubernetes.default.svc"));
        serving.advertiseAddress().ifPresent(names::add);
        if (!serving.bindAddress().equals("0.0.0.0") && !serving.bindAddress().equals("::")) {
            names.add(serving.bindAddress());
        }
        names.add(HostName.local());
        return List.copyOf(names);
    }

    private static Supplier<List<X509Certificate>> clientCas(ApiServerOptions options, Clock clock)
            throws IOException {
        List<TrustBundle> bundles = new ArrayList<>();
        for (Optional<Path> file : List.of(options.authentication().clientCaFile(),
                options.authentication().requestHeaderCaFile())) {
            if (file.isPresent()) {
                bundles.add(TrustBundle.load(file.get(), clock));
            }
        }
        return () -> bundles.stream().flatMap(bundle -> bundle.certificates().stream()).toList();
    }
}
