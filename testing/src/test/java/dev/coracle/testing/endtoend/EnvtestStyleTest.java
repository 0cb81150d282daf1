package dev.coracle.testing.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.base.clock.SystemClock;
import dev.coracle.base.tls.CertificateAuthority;
import dev.coracle.base.tls.IssuedCertificate;
import dev.coracle.base.tls.KeyFiles;
import dev.coracle.base.tls.context.TlsContexts;
import dev.coracle.base.wire.FreePorts;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Start, use and stop as controller-runtime's envtest does it: binaries by environment variables, {@code --help} searched for flags, the flags
 * it gives, the questions it asks until it goes on.
 */
@Timeout(240)
class EnvtestStyleTest {

    private static final long STOP_SECONDS = 20;

    @TempDir
    Path folder;

    private final List<Process> processes = new ArrayList<>();
    private final CertificateAuthority authority = CertificateAuthority.create("envtest-ca", SystemClock.instance());

    @AfterEach
    void kill() {
        processes.forEach(Process::destroyForcibly);
    }

    /** The three places where envtest looks, in its order. */
    private static String binary(Map<String, String> environment, String name) {
        String own = environment.get("TEST_ASSET_" + name.toUpperCase(java.util.Locale.ROOT).replace('-', '_'));
        return own != null
                ? own
                : environment.getOrDefault("KUBEBUILDER_ASSETS", "/usr/local/kubebuilder/bin") + "/" + name;
    }

    @Test
    void startUseStop() throws Exception {
        Path launchers = Launchers.folder();
        Map<String, String> environment = Map.of("KUBEBUILDER_ASSETS", launchers.toString(), "TEST_ASSET_ETCD",
                launchers.resolve("etcd").toString());
        String help = Command.run(List.of(binary(environment, "kube-apiserver"), "--help"), Map.of(), "").succeeds()
                .output();
        assertFalse(Pattern.compile("(?m)^\\s*--insecure-port\\b").matcher(help).find());
        assertTrue(Pattern.compile("(?m)^\\s*--authorization-mode\\b").matcher(help).find());

        String etcd = "http://127.0.0.1:" + FreePorts.any();
        Process store = start("etcd", binary(environment, "etcd"), List.of("--advertise-client-urls=" + etcd,
                "--data-dir=" + folder.resolve("etcd"), "--listen-client-urls=" + etcd,
                "--listen-peer-urls=http://127.0.0.1:" + FreePorts.any(), "--unsafe-no-fsync=true"));
        Launchers.awaitOk(etcd + "/health", Optional.empty(), store);
        int port = FreePorts.any();
        Process server = start("kube-apiserver", binary(environment, "kube-apiserver"), flags(etcd, port));
        String url = "https://127.0.0.1:" + port;
        Launchers.awaitOk(url + "/healthz", Optional.of(trusting()), server);
        use(url, server);
        stop(store);
    }

    private Process start(String name, String binary, List<String> flags) throws Exception {
        Process process = Launchers.start(folder.resolve(name + ".log"), binary, flags);
        processes.add(process);
        return process;
    }

    /** The service account key file is a certificate, the keys are elliptic ones. */
    private List<String> flags(String etcd, int port) throws Exception {
        Path certificates = Files.createDirectory(folder.resolve("certs"));
        authority.issueServing("apiserver", List.of("127.0.0.1", "localhost"))
                .write(certificates.resolve("apiserver.crt"), certificates.resolve("apiserver.key"));
        IssuedCertificate accounts = authority.issueServing("sa-signer", List.of("sa-signer"));
        KeyFiles.write(certificates.resolve("sa-signer.crt"),
                accounts.certificatePem().getBytes(StandardCharsets.US_ASCII));
        KeyFiles.writePrivate(certificates.resolve("sa-signer.key"),
                accounts.keyPem().getBytes(StandardCharsets.US_ASCII));
        KeyFiles.write(certificates.resolve("client-cert-auth-ca.crt"),
                authority.own().certificatePem().getBytes(StandardCharsets.US_ASCII));
        return List.of("--allow-privileged=true", "--authorization-mode=RBAC", "--bind-address=127.0.0.1",
                "--cert-dir=" + certificates, "--client-ca-file=" + certificates.resolve("client-cert-auth-ca.crt"),
                "--disable-admission-plugins=ServiceAccount", "--etcd-servers=" + etcd, "--secure-port=" + port,
                "--service-account-issuer=https://127.0.0.1:" + port + "/",
                "--service-account-key-file=" + certificates.resolve("sa-signer.crt"),
                "--service-account-signing-key-file=" + certificates.resolve("sa-signer.key"),
                "--service-cluster-ip-range=10.0.0.0/24");
    }

    private SSLContext trusting() {
        return TlsContexts.client(Optional.of(authority.own().certificatePem().getBytes(StandardCharsets.US_ASCII)),
                Optional.empty(), Optional.empty(), false);
    }

    private void use(String url, Process server) throws Exception {
        IssuedCertificate admin = authority.issueClient("admin", List.of("system:masters"));
        SSLContext tls = TlsContexts.client(
                Optional.of(authority.own().certificatePem().getBytes(StandardCharsets.US_ASCII)),
                Optional.of(admin.certificatePem().getBytes(StandardCharsets.US_ASCII)),
                Optional.of(admin.keyPem().getBytes(StandardCharsets.US_ASCII)), false);
        HttpClient client = HttpClient.newBuilder().sslContext(tls).build();
        try (client; InputStream watch = Launchers.openWatch(client, url + "/api/v1/configmaps?watch=true")) {
            HttpResponse<String> namespace = client.send(
                    HttpRequest.newBuilder(URI.create(url + "/api/v1/namespaces/default")).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertEquals(200, namespace.statusCode());
            HttpRequest create = HttpRequest.newBuilder(URI.create(url + "/api/v1/namespaces/default/configmaps"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"metadata\":{\"name\":\"m\"}}")).build();
            assertEquals(201, client.send(create, HttpResponse.BodyHandlers.discarding()).statusCode());
            assertEquals('{', watch.read(), "the watch has begun to speak");
            stop(server);
        }
    }

    /** SIGTERM, with whatever is open. */
    private static void stop(Process process) throws InterruptedException {
        process.destroy();
        assertTrue(process.waitFor(STOP_SECONDS, TimeUnit.SECONDS), "it lives " + STOP_SECONDS + " s after SIGTERM");
    }
}
