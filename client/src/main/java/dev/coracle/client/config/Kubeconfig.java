package dev.coracle.client.config;

import dev.coracle.base.tls.context.TlsContexts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Where an API server is and how to be known there: one context of a kubeconfig, or a pod's service account. */
public final class Kubeconfig {

    private static final Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount");

    private final URI server;
    private final Optional<byte[]> caPem;
    private final Optional<byte[]> certificatePem;
    private final Optional<byte[]> keyPem;
    private final Optional<String> token;
    private final Optional<Path> tokenFile;
    private final boolean insecureSkipTlsVerify;
    private final String namespace;

    Kubeconfig(URI server, Optional<byte[]> caPem, Optional<byte[]> certificatePem, Optional<byte[]> keyPem,
            Optional<String> token, Optional<Path> tokenFile, boolean insecureSkipTlsVerify, String namespace) {
        this.server = server;
        this.caPem = caPem;
        this.certificatePem = certificatePem;
        this.keyPem = keyPem;
        this.token = token;
        this.tokenFile = tokenFile;
        this.insecureSkipTlsVerify = insecureSkipTlsVerify;
        this.namespace = namespace;
    }

    /** The current context of a file. Relative paths in it are relative to its folder. */
    public static Kubeconfig load(Path file) throws IOException {
        try {
            Path folder = file.toAbsolutePath().getParent();
            return load(Files.readAllBytes(file), folder == null ? file.toAbsolutePath() : folder);
        } catch (NoSuchFileException e) {
            throw new IOException("kubeconfig " + file + ": " + e.getFile() + " does not exist", e);
        } catch (IllegalArgumentException e) {
            throw new IOException("kubeconfig " + file + ": " + e.getMessage(), e);
        }
    }

    /** @throws IllegalArgumentException when this is no kubeconfig, or its current context is incomplete */
    public static Kubeconfig load(byte[] yaml, Path base) throws IOException {
        return KubeconfigFile.parse(yaml, base);
    }

    /** What a pod finds: the service account's token and CA, the server's address in the environment. */
    public static Kubeconfig inCluster() throws IOException {
        String host = System.getenv("KUBERNETES_SERVICE_HOST");
        String port = System.getenv("KUBERNETES_SERVICE_PORT");
        if (host == null || port == null) {
            throw new IOException("not inside a cluster: KUBERNETES_SERVICE_HOST and KUBERNETES_SERVICE_PORT are unset;"
                    + " give a --kubeconfig");
        }
        String address = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return new Kubeconfig(URI.create("https://" + address + ":" + port),
                Optional.of(Files.readAllBytes(SERVICE_ACCOUNT.resolve("ca.crt"))), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of(SERVICE_ACCOUNT.resolve("token")), false,
                Files.readString(SERVICE_ACCOUNT.resolve("namespace")).strip());
    }

    /** The same server and credentials at another address. */
    public Kubeconfig withServer(URI address) {
        return new Kubeconfig(address, caPem, certificatePem, keyPem, token, tokenFile, insecureSkipTlsVerify,
                namespace);
    }

    /** The same server, known there by this token instead of a certificate. */
    public Kubeconfig withToken(String bearer) {
        return new Kubeconfig(server, caPem, Optional.empty(), Optional.empty(), Optional.of(bearer),
                Optional.empty(), insecureSkipTlsVerify, namespace);
    }

    public URI server() {
        return server;
    }

    /** The namespace of the context; {@code default} when it names none. */
    public String namespace() {
        return namespace;
    }

    public boolean insecureSkipTlsVerify() {
        return insecureSkipTlsVerify;
    }

    /** The bearer token, read anew each time where it lies in a file, since those are rotated. */
    public Optional<String> token() {
        if (tokenFile.isEmpty()) {
            return token;
        }
        try {
            return Optional.of(Files.readString(tokenFile.get(), StandardCharsets.UTF_8).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("the token file can't be read: " + e, e);
        }
    }

    /** Trusts the CA given (the JDK's where none is), and shows the client certificate when there is one. */
    public SSLContext sslContext() {
        return TlsContexts.client(caPem, certificatePem, keyPem, insecureSkipTlsVerify);
    }
}
