package dev.coracle.client.config;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads the current context out of a kubeconfig. */
final class KubeconfigFile {

    private KubeconfigFile() {}

    static Kubeconfig parse(byte[] yaml, Path base) throws IOException {
        JsonNode file = Yaml.read(yaml);
        String current = file.path("current-context").asString("");
        if (current.isEmpty()) {
            throw new IllegalArgumentException("no current-context is set");
        }
        JsonNode context = named(file, "contexts", current, "context");
        JsonNode cluster = named(file, "clusters", context.path("cluster").asString(""), "cluster");
        JsonNode user = named(file, "users", context.path("user").asString(""), "user");
        if (user.has("exec") || user.has("auth-provider")) {
            throw new IllegalArgumentException("user \"" + context.path("user").asString("")
                    + "\" gets its credentials from a plugin, which is not supported: use a certificate or a token");
        }
        return new Kubeconfig(server(cluster), bytes(cluster, "certificate-authority", base),
                bytes(user, "client-certificate", base), bytes(user, "client-key", base),
                text(user, "token"), text(user, "tokenFile").map(base::resolve),
                cluster.path("insecure-skip-tls-verify").asBoolean(false),
                text(context, "namespace").orElse("default"));
    }

    private static URI server(JsonNode cluster) {
        String server = text(cluster, "server")
                .orElseThrow(() -> new IllegalArgumentException("the cluster has no server"));
        URI uri = URI.create(server);
        if (uri.getHost() == null || !("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
            throw new IllegalArgumentException("server \"" + server + "\" is no http(s) URL");
        }
        return uri;
    }

    private static JsonNode named(JsonNode file, String list, String name, String field) {
        for (JsonNode entry : file.path(list)) {
            if (entry.path("name").asString("").equals(name)) {
                return entry.path(field);
            }
        }
        throw new IllegalArgumentException("no " + field + " named \"" + name + "\" under " + list);
    }

    /** What stands inline under {@code name-data}, or in the file that {@code name} names. */
    private static Optional<byte[]> bytes(JsonNode from, String name, Path base) throws IOException {
        Optional<String> inline = text(from, name + "-data");
        if (inline.isPresent()) {
            return Optional.of(Base64.getMimeDecoder().decode(inline.get().getBytes(StandardCharsets.US_ASCII)));
        }
        Optional<String> file = text(from, name);
        return file.isEmpty() ? Optional.empty() : Optional.of(Files.readAllBytes(base.resolve(file.get())));
    }

    private static Optional<String> text(JsonNode from, String name) {
        String value = from.path(name).asString("");
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }
}
