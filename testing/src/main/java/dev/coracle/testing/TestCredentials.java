package dev.coracle.testing;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.authentication.AuthenticationOptions;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.tls.CertificateAuthority;
import dev.coracle.base.tls.CertificateFiles;
import dev.coracle.base.tls.CertificateSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** The secrets of one cluster, made anew for it, in a temporary folder that goes with it. */
final class TestCredentials implements AutoCloseable {

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Snapshots are revisions: they hold as long as these do. */
    private static final Duration RETAINED = Duration.ofDays(1);
    private static final int RETAINED_REVISIONS = 1_000_000;

    private final Path folder;
    private final String token;

    TestCredentials() throws IOException {
        byte[] secret = new byte[16];
        RANDOM.nextBytes(secret);
        token = HexFormat.of().formatHex(secret);
        folder = Files.createTempDirectory("coracle-test");
        Files.writeString(folder.resolve("tokens.csv"), token + ",admin,admin,system:masters\n");
    }

    private TestCredentials(Path folder, String token) {
        this.folder = folder;
        this.token = token;
    }

    /** The same token and the same service account keys, in a folder of its own. */
    TestCredentials copy() throws IOException {
        Path copy = Files.createTempDirectory("coracle-test");
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        return new TestCredentials(copy, token);
    }

    String token() {
        return token;
    }

    /** How the API server is to run with them. */
    ApiServerOptions options(boolean https, List<String> authorizationModes) throws IOException {
        ApiServerOptions basis = ApiServerOptions.inMemory();
        CertificateFiles accounts = new CertificateSet(folder, SystemClock.instance()).serviceAccountKeys();
        ApiServerOptions options = basis
                .withAuthentication(new AuthenticationOptions(Optional.empty(),
                        Optional.of(folder.resolve("tokens.csv")), true, false, Optional.empty(), List.of(),
                        AuthenticationOptions.NONE.requestHeaders()))
                .withServiceAccounts(new ApiServerOptions.ServiceAccounts(basis.serviceAccounts().issuers(), List.of(),
                        List.of(accounts.certificate()), Optional.of(accounts.key())))
                .withPast(new ApiServerOptions.Past(Optional.empty(), Optional.empty(), RETAINED, RETAINED_REVISIONS,
                        OptionalLong.empty()))
                .withAccess(new ApiServerOptions.Access(authorizationModes, List.of(), List.of(), 0, 0));
        if (!https) {
            return options;
        }
        CertificateAuthority.selfSigned("kube-apiserver", List.of("127.0.0.1", "localhost"), SystemClock.instance())
                .write(folder.resolve("apiserver.crt"), folder.resolve("apiserver.key"));
        return options.withServing(new ApiServerOptions.Serving(true, "127.0.0.1", 0, Optional.empty(),
                Optional.empty(), folder, Optional.empty()));
    }

    String servingCertificate() {
        try {
            return Files.readString(folder.resolve("apiserver.crt"));
        } catch (IOException e) {
            throw new UncheckedIOException("the certificate of this test's cluster is gone", e);
        }
    }

    ObjectNode kubeconfig(String url) {
        ObjectNode config = Json.object().put("apiVersion", "v1").put("kind", "Config").put("current-context", "test");
        config.putArray("clusters").addObject().put("name", "test").putObject("cluster").put("server", url)
                .put("certificate-authority-data", Base64.getEncoder()
                        .encodeToString(servingCertificate().getBytes(StandardCharsets.US_ASCII)));
        config.putArray("users").addObject().put("name", "admin").putObject("user").put("token", token);
        config.putArray("contexts").addObject().put("name", "test").putObject("context").put("cluster", "test")
                .put("user", "admin");
        return config;
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}
