package dev.coracle.testing.endtoend;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.base.tls.KeyFiles;
import dev.coracle.base.wire.FreePorts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/access.md tells people to do, done with kubectl on {@code coracle up}. */
@Timeout(300)
class AccessTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path home;

    @SuppressWarnings("NullAway.Init")
    private static RunningCluster cluster;
    private static int port;

    @BeforeAll
    static void up() throws IOException {
        Path distribution = Launchers.folder().resolveSibling(".").normalize();
        boolean kubectl = Command.run(List.of("kubectl", "version", "--client"), Map.of(), "").exit() == 0;
        Assumptions.assumeTrue(kubectl, "no kubectl on the PATH");
        cluster = new RunningCluster(distribution, home, "access");
        port = FreePorts.any();
        cluster.up(port).succeeds();
    }

    @AfterAll
    static void delete() {
        if (cluster != null) {
            cluster.coracle("delete").succeeds();
        }
    }

    private static Command k(String... arguments) {
        return cluster.kubectl(arguments).succeeds();
    }

    private static String request(String name, String signer, String subject, KeyPair pair, String usage)
            throws Exception {
        byte[] der = new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), pair.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())).getEncoded();
        String pem = Base64.getEncoder().encodeToString(
                KeyFiles.pem("CERTIFICATE REQUEST", der).getBytes(StandardCharsets.US_ASCII));
        return """
                apiVersion: certificates.k8s.io/v1
                kind: CertificateSigningRequest
                metadata: {name: %s}
                spec: {signerName: %s, request: %s, usages: [digital signature, %s]}
                """.formatted(name, signer, pem, usage);
    }

    private static KeyPair pair() throws Exception {
        return KeyPairGenerator.getInstance("EC").generateKeyPair();
    }

    @Test
    void aPersonAsksForACertificateAndUsesIt() throws Exception {
        KeyPair pair = pair();
        cluster.kubectlWith(request("jane", "kubernetes.io/kube-apiserver-client", "CN=jane,O=dev", pair,
                "client auth"), "create", "-f", "-").succeeds();
        k("certificate", "approve", "jane").prints("approved");
        k("wait", "--for=jsonpath={.status.certificate}", "csr/jane", "--timeout=60s");
        String certificate = k("get", "csr", "jane", "-o", "jsonpath={.status.certificate}").output();
        Path pem = Files.write(home.resolve("jane.crt"), Base64.getDecoder().decode(certificate));
        Path key = home.resolve("jane.key");
        KeyFiles.writePrivate(key,
                KeyFiles.pem("PRIVATE KEY", pair.getPrivate().getEncoded()).getBytes(StandardCharsets.US_ASCII));
        k("create", "rolebinding", "jane", "--clusterrole=view", "--user=jane");
        assertEquals("jane", jane(pem, key, "auth", "whoami", "-o", "jsonpath={.status.userInfo.username}").succeeds()
                .output());
        jane(pem, key, "get", "pods", "-n", "default").succeeds();
        jane(pem, key, "get", "secrets", "-n", "default").failsWith(1, "forbidden");
        jane(pem, key, "get", "pods", "--as=admin").failsWith(1, "cannot impersonate");
    }

    /** kubectl with nothing but this certificate. */
    private static Command jane(Path certificate, Path key, String... arguments) throws IOException {
        Path config = Files.writeString(home.resolve("jane.yaml"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:%d", insecure-skip-tls-verify: true}}]
                users: [{name: u, user: {client-certificate: "%s", client-key: "%s"}}]
                contexts: [{name: x, context: {cluster: c, user: u}}]
                current-context: x
                """.formatted(port, certificate, key));
        List<String> line = new java.util.ArrayList<>(List.of("kubectl", "--kubeconfig", config.toString(),
                "--cache-dir", home.resolve("janes-cache").toString()));
        line.addAll(List.of(arguments));
        return Command.run(line, Map.of(), "");
    }

    @Test
    void nobodyBecomesAnAdministratorByAsking() throws Exception {
        for (String subject : List.of("CN=x,O=system:masters", "CN=x,O=dev+O=system:masters")) {
            cluster.kubectlWith(request("masters", "kubernetes.io/kube-apiserver-client", subject, pair(),
                    "client auth"), "create", "-f", "-").failsWith(1, "system:masters group is not allowed");
        }
    }

    @Test
    void aSignerRefusesWhatItIsNotFor() throws Exception {
        cluster.kubectlWith(request("fake-node", "kubernetes.io/kubelet-serving", "CN=jane,O=dev", pair(),
                "server auth"), "create", "-f", "-").succeeds();
        k("certificate", "approve", "fake-node");
        k("wait", "--for=condition=Failed", "csr/fake-node", "--timeout=60s");
    }
}
