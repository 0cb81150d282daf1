package dev.coracle.base.tls;

import dev.coracle.base.clock.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The keys and certificates of one cluster, as files of one folder, named as kubeadm names them. Asking for one makes it if it isn't
 * there; what is there is kept, but for certificates that end within 30 days or lack a name they need, which are made anew
 * with the same authority. Not safe for use by several processes at once.
 */
public final class CertificateSet {

    private static final Duration RENEW_BEFORE = Duration.ofDays(30);

    private final Path folder;
    private final Clock clock;

    public CertificateSet(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * Makes all that a cluster's control plane needs: both authorities, the API server's serving certificate, the clients
     * admin, scheduler, controller-manager, front proxy and the API server as a client of kubelets, and the service account keys.
     *
     * @param addresses further DNS names and IP addresses of the API server: the machine's name, the first address of the service range
     */
    public void ensureControlPlane(Collection<String> addresses) throws IOException {
        ca();
        serving(addresses);
        client("admin", "kubernetes-admin", "system:masters");
        client("scheduler", "system:kube-scheduler");
        client("controller-manager", "system:kube-controller-manager");
        client("apiserver-kubelet-client", "kube-apiserver-kubelet-client", "system:masters");
        frontProxyClient();
        serviceAccountKeys();
    }

    /** The cluster's authority: {@code ca.crt}, {@code ca.key}. */
    public CertificateFiles ca() throws IOException {
        authority("ca", "kubernetes");
        return files("ca");
    }

    public CertificateFiles frontProxyCa() throws IOException {
        authority("front-proxy-ca", "front-proxy-ca");
        return files("front-proxy-ca");
    }

    /** The API server's own: {@code apiserver.crt}, {@code apiserver.key}, for the usual names and the given ones. */
    public CertificateFiles serving(Collection<String> addresses) throws IOException {
        List<String> names = new ArrayList<>(List.of("localhost", "127.0.0.1", "::1", "kubernetes",
                "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"));
        names.addAll(addresses);
        return serving("apiserver", "kube-apiserver", names);
    }

    /** A serving certificate of the cluster's authority for any other server. */
    public CertificateFiles serving(String fileName, String commonName, Collection<String> names) throws IOException {
        CertificateFiles files = files(fileName);
        if (!isGood(files, names)) {
            authority("ca", "kubernetes").issueServing(commonName, names).write(files.certificate(), files.key());
        }
        return files;
    }

    /** A client certificate of the cluster's authority; the groups stand as organizations in it. */
    public CertificateFiles client(String fileName, String user, String... groups) throws IOException {
        CertificateFiles files = files(fileName);
        if (!isGood(files, List.of())) {
            authority("ca", "kubernetes").issueClient(user, List.of(groups)).write(files.certificate(), files.key());
        }
        return files;
    }

    /** What a kubelet shows the API server: {@code node-NAME.crt}, {@code node-NAME.key}. */
    public CertificateFiles node(String name) throws IOException {
        return client("node-" + name, "system:node:" + name, "system:nodes");
    }

    public CertificateFiles frontProxyClient() throws IOException {
        CertificateFiles files = files("front-proxy-client");
        if (!isGood(files, List.of())) {
            authority("front-proxy-ca", "front-proxy-ca").issueClient("front-proxy-client", List.of())
                    .write(files.certificate(), files.key());
        }
        return files;
    }

    /** {@code sa.pub} (certificate's place) and {@code sa.key}: a P-256 pair that signs service account tokens; an RSA pair takes a second to find. */
    public CertificateFiles serviceAccountKeys() throws IOException {
        CertificateFiles files = new CertificateFiles(folder.resolve("sa.pub"), folder.resolve("sa.key"));
        if (!Files.exists(files.key()) || !Files.exists(files.certificate())) {
            KeyFiles.writePair(CertificateAuthority.newKeyPair(), files.key(), files.certificate());
        }
        return files;
    }

    private CertificateFiles files(String name) {
        return new CertificateFiles(folder.resolve(name + ".crt"), folder.resolve(name + ".key"));
    }

    private CertificateAuthority authority(String fileName, String commonName) throws IOException {
        CertificateFiles files = files(fileName);
        if (Files.exists(files.certificate())) {
            return CertificateAuthority.load(files.certificate(), files.key(), clock);
        }
        CertificateAuthority made = CertificateAuthority.create(commonName, clock);
        made.own().write(files.certificate(), files.key());
        return made;
    }

    private boolean isGood(CertificateFiles files, Collection<String> names) throws IOException {
        if (!Files.exists(files.certificate()) || !Files.exists(files.key())) {
            return false;
        }
        try (InputStream in = Files.newInputStream(files.certificate())) {
            X509Certificate read = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            Instant end = read.getNotAfter().toInstant();
            return end.isAfter(clock.now().plus(RENEW_BEFORE)) && namesOf(read).containsAll(normalized(names));
        } catch (GeneralSecurityException e) {
            throw new IOException(files.certificate() + " is no certificate; remove it to have it made anew: "
                    + e.getMessage(), e);
        }
    }

    private static List<String> namesOf(X509Certificate certificate) throws GeneralSecurityException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names == null ? List.of() : normalized(names.stream().map(n -> String.valueOf(n.get(1))).toList());
    }

    /** IPv6 addresses come back from a certificate in their long form. */
    private static List<String> normalized(Collection<String> names) throws GeneralSecurityException {
        List<String> result = new ArrayList<>();
        for (String name : names) {
            try {
                result.add(CertificateAuthority.isAddress(name)
                        ? java.net.InetAddress.getByName(name).getHostAddress()
                        : name);
            } catch (java.net.UnknownHostException e) {
                throw new GeneralSecurityException(name + " is no IP address", e);
            }
        }
        return result;
    }
}
