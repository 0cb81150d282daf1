package dev.coracle.apiserver.access;

import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.tree.Yaml;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** A configuration file, such as of the group {@code apiserver.config.k8s.io}, read strictly: what is not known is a mistake. */
public final class ConfigFile {

    private static final String GROUP = "apiserver.config.k8s.io/";
    private static final Set<String> VERSIONS = Set.of(GROUP + "v1", GROUP + "v1beta1", GROUP + "v1alpha1");

    private ConfigFile() {}

    /** @throws IOException if the bytes are no YAML or JSON of this kind of the group, saying what is wrong */
    public static ObjectNode parse(byte[] bytes, String kind) throws IOException {
        return parse(bytes, kind, VERSIONS);
    }

    /** @param versions that are known, as {@code group/version} @throws IOException if the bytes are no YAML or JSON of this kind, saying what is wrong */
    public static ObjectNode parse(byte[] bytes, String kind, Set<String> versions) throws IOException {
        List<String> twice = Yaml.duplicateKeys(bytes);
        if (!twice.isEmpty()) {
            throw new IOException("strict decoding error: yaml: " + twice.getFirst());
        }
        ObjectNode tree;
        try {
            tree = Yaml.parseObject(bytes);
        } catch (StatusException e) {
            throw new IOException(e.status().message(), e);
        }
        if (!Trees.string(tree, "kind").equals(kind) || !versions.contains(Trees.string(tree, "apiVersion"))) {
            throw new IOException("kind " + kind + " of apiVersion "
                    + versions.stream().filter(v -> v.endsWith("/v1")).findFirst().orElse("v1") + " is expected, not "
                    + Trees.string(tree, "kind") + " of " + Trees.string(tree, "apiVersion"));
        }
        return tree;
    }

    /** @throws IOException naming a field of the object that is none of these */
    public static void known(ObjectNode object, String path, String... fields) throws IOException {
        Set<String> names = Set.of(fields);
        for (String name : object.propertyNames()) {
            if (!names.contains(name)) {
                throw new IOException("strict decoding error: unknown field \""
                        + (path.isEmpty() ? name : path + "." + name) + "\"");
            }
        }
    }
}
