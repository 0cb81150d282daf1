package dev.coracle.apiserver.server;

import dev.coracle.apiserver.authentication.TrustBundle;
import dev.coracle.apiserver.http.ServerTls;
import dev.coracle.base.clock.Clock;
import dev.coracle.base.tls.CertificateAuthority;
import dev.coracle.base.tls.IssuedCertificate;
import dev.coracle.base.tls.Pem;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The certificate that the server shows: as given, or {@code apiserver.crt} in the certificate directory, made when it is not there. */
final class ServingCertificates {

    private ServingCertificates() {}

    static ServerTls tls(ApiServerOptions options, Clock clock) throws IOException {
        ApiServerOptions.Serving serving = options.serving();
        boolean given = serving.certFile().isPresent() && serving.keyFile().isPresent();
        Path certificate = given ? serving.certFile().orElseThrow() : serving.certDir().resolve("apiserver.crt");
        Path key = given ? serving.keyFile().orElseThrow() : serving.certDir().resolve("apiserver.key");
        if (!given && !(Files.exists(certificate) && Files.exists(key))) {
            Files.createDirectories(serving.certDir());
            IssuedCertificate made = CertificateAuthority.selfSigned("kube-apiserver", names(serving), clock);
            made.write(certificate, key);
        }
        try {
            return new ServerTls(Pem.privateKey(Files.readAllBytes(key)),
                    Pem.certificates(Files.readAllBytes(certificate)),
                    clientCas(options, clock));
        } catch (GeneralSecurityException e) {
            throw new IOException("the serving certificate " + certificate + " or its key " + key + " cannot be used: "
                    + e.getMessage(), e);
        }
    }

    private static List<String> names(ApiServerOptions.Serving serving) throws IOException {
        Set<String> names = new LinkedHashSet<>(List.of("localhost", "127.0.0.1", "kubernetes", "kubernetes.default",
                "kubernetes.default.svc"));
        serving.advertiseAddress().ifPresent(names::add);
        if (!serving.bindAddress().equals("0.0.0.0") && !serving.bindAddress().equals("::")) {
            names.add(serving.bindAddress());
        }
        names.add(InetAddress.getLocalHost().getHostName());
        return List.copyOf(names);
    }

    private static List<X509Certificate> clientCas(ApiServerOptions options, Clock clock) throws IOException {
        List<X509Certificate> authorities = new ArrayList<>();
        for (Optional<Path> file : List.of(options.authentication().clientCaFile(),
                options.authentication().requestHeaderCaFile())) {
            if (file.isPresent()) {
                authorities.addAll(TrustBundle.load(file.get(), clock).certificates());
            }
        }
        return authorities;
    }
}
