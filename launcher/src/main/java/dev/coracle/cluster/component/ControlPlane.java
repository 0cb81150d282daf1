package dev.coracle.cluster.component;

import dev.coracle.base.tls.CertificateFiles;
import dev.coracle.base.tls.CertificateSet;
import dev.coracle.cluster.folder.ClusterFolder;
import dev.coracle.cluster.folder.ClusterState;
import dev.coracle.cluster.folder.KubeconfigFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which components a cluster has and with which flags each is started: those of the originals, as kubeadm would set them where it
 * matters to somebody. This is the place to look up how the parts of a cluster are told of each other.
 */
public final class ControlPlane {

    static final String SERVICE_RANGE = "10.96.0.0/16";
    static final String FIRST_SERVICE_ADDRESS = "10.96.0.1";
    static final String POD_RANGE = "10.244.0.0/16";
    public static final String LOOPBACK = "127.0.0.1";

    private final ClusterFolder folder;
    private final ClusterState state;
    private final CertificateSet certificates;
    private final String server;
    private final Optional<Path> from;

    public ControlPlane(ClusterFolder folder, ClusterState state, CertificateSet certificates) {
        this(folder, state, certificates, Optional.empty());
    }

    /** @param from a checkpoint that an API server in memory reads as it starts */
    public ControlPlane(ClusterFolder folder, ClusterState state, CertificateSet certificates, Optional<Path> from) {
        this.folder = folder;
        this.state = state;
        this.certificates = certificates;
        this.from = from;
        this.server = "https://" + LOOPBACK + ":" + state.port();
    }

    /** Makes the certificates and the components' kubeconfigs, as far as they are missing. */
    public void prepare() throws IOException {
        certificates.ensureControlPlane(List.of(LOOPBACK, FIRST_SERVICE_ADDRESS));
        identity("kube-scheduler", "system:kube-scheduler");
        // The original's controllers each act under a service account of their own; ours act as one, which then needs the rights of all.
        identity("kube-controller-manager", "system:kube-controller-manager", "system:masters");
        identity("kubelet", SimulatedNodes.USER);
        CertificateFiles admin = certificates.client("admin", "coracle-admin", "system:masters");
        KubeconfigFile.write(folder.kubeconfig(), contextName(), server, certificates.ca().certificate(), admin);
    }

    private void identity(String component, String user, String... groups) throws IOException {
        CertificateFiles client = certificates.client(component, user, groups);
        KubeconfigFile.write(folder.conf(component), component, server, certificates.ca().certificate(), client);
    }

    String contextName() {
        return "coracle-" + state.name();
    }

    /** The API server first; the others wait for it by themselves. */
    public List<ComponentSpec> components() throws IOException {
        return List.of(apiServer(), controllerManager(), scheduler(), kubelet());
    }

    ComponentSpec apiServer() throws IOException {
        CertificateFiles serving = certificates.serving(List.of(LOOPBACK, FIRST_SERVICE_ADDRESS));
        CertificateFiles accounts = certificates.serviceAccountKeys();
        CertificateFiles proxy = certificates.frontProxyClient();
        CertificateFiles kubeletClient = certificates.client("apiserver-kubelet-client",
                "kube-apiserver-kubelet-client",
                "system:masters");
        List<String> flags = new ArrayList<>(List.of("--bind-address=" + LOOPBACK, "--advertise-address=" + LOOPBACK,
                "--secure-port=" + state.port(), "--tls-cert-file=" + serving.certificate(),
                "--tls-private-key-file=" + serving.key(), "--client-ca-file=" + certificates.ca().certificate(),
                "--kubelet-certificate-authority=" + certificates.ca().certificate(),
                "--kubelet-preferred-address-types=InternalIP,Hostname",
                "--kubelet-client-certificate=" + kubeletClient.certificate(),
                "--kubelet-client-key=" + kubeletClient.key(),
                "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
                "--service-account-signing-key-file=" + accounts.key(),
                "--service-account-key-file=" + accounts.certificate(),
                "--requestheader-client-ca-file=" + certificates.frontProxyCa().certificate(),
                "--requestheader-allowed-names=front-proxy-client", "--requestheader-username-headers=X-Remote-User",
                "--requestheader-group-headers=X-Remote-Group", "--requestheader-extra-headers-prefix=X-Remote-Extra-",
                "--proxy-client-cert-file=" + proxy.certificate(), "--proxy-client-key-file=" + proxy.key(),
                "--enable-aggregator-routing=true", // nothing routes cluster addresses here
                "--authorization-mode=Node,RBAC", "--enable-admission-plugins=NodeRestriction",
                "--enable-bootstrap-token-auth=true", "--allow-privileged=true",
                "--service-cluster-ip-range=" + SERVICE_RANGE));
        if (state.etcdServers().isPresent()) {
            flags.add("--etcd-servers=" + state.etcdServers().get());
        } else {
            flags.add(state.inMemory() ? "--in-memory" : "--data-dir=" + folder.store());
            flags.add("--checkpoint-dir=" + folder.snapshots());
            from.ifPresent(checkpoint -> flags.add("--restore-from=" + checkpoint));
        }
        return new ComponentSpec("kube-apiserver", "bin/kube-apiserver", flags, server + "/readyz");
    }

    private ComponentSpec scheduler() throws IOException {
        return served("kube-scheduler", "/readyz", List.of("--leader-elect=false"), "--secure-port");
    }

    private ComponentSpec controllerManager() throws IOException {
        return served("kube-controller-manager", "/readyz",
                List.of("--leader-elect=false", "--use-service-account-credentials=false",
                        "--cluster-cidr=" + POD_RANGE, "--allocate-node-cidrs=true",
                        "--service-cluster-ip-range=" + SERVICE_RANGE,
                        "--root-ca-file=" + certificates.ca().certificate(),
                        "--cluster-signing-cert-file=" + certificates.ca().certificate(),
                        "--cluster-signing-key-file=" + certificates.ca().key(),
                        "--service-account-private-key-file=" + certificates.serviceAccountKeys().key()),
                "--secure-port");
    }

    private ComponentSpec kubelet() throws IOException {
        return served("kubelet", "/healthz", List.of("--runtime=simulated", "--nodes=" + state.nodes(),
                "--client-ca-file=" + certificates.ca().certificate()), "--port");
    }

    /** A component with a kubeconfig and a serving port of its own. */
    private ComponentSpec served(String name, String healthPath, List<String> more, String portFlag)
            throws IOException {
        CertificateFiles serving = certificates.serving(name + "-serving", name, List.of(LOOPBACK, "localhost"));
        int port = Ports.any();
        List<String> flags = new ArrayList<>(List.of("--kubeconfig=" + folder.conf(name), "--bind-address=" + LOOPBACK,
                portFlag + "=" + port, "--tls-cert-file=" + serving.certificate(),
                "--tls-private-key-file=" + serving.key()));
        if (name.equals("kubelet")) {
            flags.set(1, "--address=" + LOOPBACK);
        }
        flags.addAll(more);
        return new ComponentSpec(name, "bin/" + name, flags, "https://" + LOOPBACK + ":" + port + healthPath);
    }

    public Path clusterCa() throws IOException {
        return certificates.ca().certificate();
    }
}
