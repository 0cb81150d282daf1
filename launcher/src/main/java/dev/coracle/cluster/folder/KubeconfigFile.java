package dev.coracle.cluster.folder;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.tree.Yaml;
import dev.coracle.base.tls.CertificateFiles;
import dev.coracle.base.tls.KeyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Iterator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Kubeconfig files: one context written, or merged into the user's own file as k3d and kwokctl do. */
public final class KubeconfigFile {

    private KubeconfigFile() {}

    /** Writes a file with one context of that name, the certificates inline, readable by its owner only. */
    public static void write(Path file, String context, String server, Path ca, CertificateFiles client)
            throws IOException {
        ObjectNode config = empty();
        put(config, "clusters", context, "cluster", Json.object().put("server", server)
                .put("certificate-authority-data", inline(ca)));
        put(config, "users", context, "user", Json.object().put("client-certificate-data", inline(client.certificate()))
                .put("client-key-data", inline(client.key())));
        put(config, "contexts", context, "context", Json.object().put("cluster", context).put("user", context));
        config.put("current-context", context);
        replace(file, config);
    }

    /** The user's own file: the first of {@code KUBECONFIG}, else {@code ~/.kube/config}. */
    public static Path users() {
        String set = System.getenv("KUBECONFIG");
        if (set != null && !set.isBlank()) {
            return Path.of(set.split(java.io.File.pathSeparator)[0]);
        }
        return UserHome.folder().resolve(".kube").resolve("config");
    }

    /** Takes the contexts of {@code from} into {@code into}, replacing those of the same names, and makes its current one current. */
    public static void merge(Path from, Path into) throws IOException {
        ObjectNode target = merged(from, into);
        target.put("current-context", Trees.string(Yaml.parseObject(Files.readAllBytes(from)), "current-context"));
        replace(into, target);
    }

    /** As {@link #merge}, but the current context stays what it is; where there is none, it is that of {@code from}. */
    public static void add(Path from, Path into) throws IOException {
        ObjectNode target = merged(from, into);
        if (Trees.string(target, "current-context").isEmpty()) {
            merge(from, into);
        } else {
            replace(into, target);
        }
    }

    private static ObjectNode merged(Path from, Path into) throws IOException {
        ObjectNode source = Yaml.parseObject(Files.readAllBytes(from));
        ObjectNode target = Files.exists(into) && Files.size(into) > 0
                ? Yaml.parseObject(Files.readAllBytes(into))
                : empty();
        for (String list : new String[]{"clusters", "users", "contexts"}) {
            for (ObjectNode entry : Trees.objects(source, list)) {
                remove(target, list, Trees.string(entry, "name"));
                Trees.ensureArray(target, list).add(entry.deepCopy());
            }
        }
        return target;
    }

    /** Takes the context out of the user's file again, if it is there. */
    public static void unmerge(String context, Path from) throws IOException {
        if (!Files.exists(from) || Files.size(from) == 0) {
            return;
        }
        ObjectNode config = Yaml.parseObject(Files.readAllBytes(from));
        boolean changed = false;
        for (String list : new String[]{"clusters", "users", "contexts"}) {
            changed |= remove(config, list, context);
        }
        if (Trees.string(config, "current-context").equals(context)) {
            config.put("current-context", "");
            changed = true;
        }
        if (changed) {
            replace(from, config);
        }
    }

    private static ObjectNode empty() {
        ObjectNode config = Json.object().put("apiVersion", "v1").put("kind", "Config");
        config.putObject("preferences");
        config.putArray("clusters");
        config.putArray("contexts");
        config.putArray("users");
        return config;
    }

    private static void put(ObjectNode config, String list, String name, String field, ObjectNode content) {
        ObjectNode entry = Trees.ensureArray(config, list).addObject().put("name", name);
        entry.set(field, content);
    }

    private static boolean remove(ObjectNode config, String list, String name) {
        boolean found = false;
        if (config.get(list) instanceof ArrayNode entries) {
            for (Iterator<JsonNode> it = entries.iterator(); it.hasNext();) {
                if (Trees.string(it.next(), "name").equals(name)) {
                    it.remove();
                    found = true;
                }
            }
        }
        return found;
    }

    private static String inline(Path file) throws IOException {
        return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
    }

    private static void replace(Path file, ObjectNode config) throws IOException {
        Path real = Files.isSymbolicLink(file) ? file.toRealPath() : file.toAbsolutePath();
        Files.createDirectories(real.getParent());
        Path fresh = real.resolveSibling(real.getFileName() + ".coracle-new");
        KeyFiles.writePrivate(fresh, Yaml.print(config).getBytes(StandardCharsets.UTF_8));
        Files.move(fresh, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
