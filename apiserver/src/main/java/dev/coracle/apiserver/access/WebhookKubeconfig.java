package dev.coracle.apiserver.access;

import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.tree.Yaml;
import dev.coracle.base.tls.context.TlsContexts;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a webhook is and as whom to call it, out of a file in kubeconfig's format: the cluster is the webhook, the user this server.
 *
 * @param authorization the header's value; empty for none. Never shown
 */
public record WebhookKubeconfig(URI uri, SSLContext tls, String authorization) {

    /** @throws IOException naming the file and what in it does not serve */
    public static WebhookKubeconfig load(Path file) throws IOException {
        try {
            ObjectNode tree = Yaml.parseObject(Files.readAllBytes(file));
            ObjectNode context = named(tree, "contexts", "context", Trees.string(tree, "current-context"));
            ObjectNode cluster = named(tree, "clusters", "cluster", Trees.string(context, "cluster"));
            String user = Trees.string(context, "user");
            ObjectNode self = user.isEmpty() ? context : named(tree, "users", "user", user);
            return of(file, cluster, self);
        } catch (StatusException e) {
            throw new IOException(file + " is no kubeconfig: " + e.status().message(), e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " can't be used: " + e.getMessage(), e);
        }
    }

    private static WebhookKubeconfig of(Path file, ObjectNode cluster, ObjectNode user) throws IOException {
        String server = Trees.string(cluster, "server");
        URI uri = URI.create(server);
        if (uri.getHost() == null || !"https".equals(uri.getScheme()) && !"http".equals(uri.getScheme())) {
            throw new IOException(file + ": the cluster's server must be an absolute URL, not \"" + server + "\"");
        }
        SSLContext tls = TlsContexts.client(bytes(file, cluster, "certificate-authority"),
                bytes(file, user, "client-certificate"), bytes(file, user, "client-key"),
                Trees.bool(cluster, "insecure-skip-tls-verify"));
        return new WebhookKubeconfig(uri, tls, authorization(file, user));
    }

    private static String authorization(Path file, ObjectNode user) throws IOException {
        String token = Trees.string(user, "token");
        String tokenFile = Trees.string(user, "tokenFile");
        if (!tokenFile.isEmpty()) {
            token = Files.readString(beside(file, tokenFile)).strip();
        }
        if (!token.isEmpty()) {
            return "Bearer " + token;
        }
        String name = Trees.string(user, "username");
        return name.isEmpty()
                ? ""
                : "Basic " + Base64.getEncoder().encodeToString(
                        (name + ":" + Trees.string(user, "password")).getBytes(StandardCharsets.UTF_8));
    }

    private static ObjectNode named(ObjectNode tree, String list, String what, String name) {
        return Trees.objects(tree, list).stream().filter(entry -> Trees.string(entry, "name").equals(name))
                .flatMap(entry -> Trees.object(entry, what).stream()).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("it has no " + what + " named \"" + name + "\""));
    }

    /** Data stands in the file itself, in base64, or in a file beside it. */
    private static Optional<byte[]> bytes(Path file, ObjectNode object, String name) throws IOException {
        String data = Trees.string(object, name + "-data");
        if (!data.isEmpty()) {
            return Optional.of(Base64.getMimeDecoder().decode(data));
        }
        String path = Trees.string(object, name);
        return path.isEmpty() ? Optional.empty() : Optional.of(Files.readAllBytes(beside(file, path)));
    }

    private static Path beside(Path file, String other) {
        return file.toAbsolutePath().resolveSibling(other);
    }

    @Override
    public String toString() {
        return "WebhookKubeconfig[" + uri + "]";
    }
}
