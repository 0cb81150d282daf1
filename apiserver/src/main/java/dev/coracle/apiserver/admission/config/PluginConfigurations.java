package dev.coracle.apiserver.admission.config;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.tree.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/**
 * The configuration of each plugin that has one, by the plugin's name. Source: apiserver.config.k8s.io/v1 AdmissionConfiguration, in
 * which it stands itself or in a file beside it; or a file of the two plugins that are older than that.
 */
public record PluginConfigurations(Map<String, ObjectNode> byPlugin) {

    public static final PluginConfigurations NONE = new PluginConfigurations(Map.of());

    private static final String GROUP = "apiserver.config.k8s.io/";
    /** Older than AdmissionConfiguration: a file without kind is theirs. */
    private static final List<String> FIRST = List.of("ImagePolicyWebhook", "PodNodeSelector");

    public PluginConfigurations {
        byPlugin = Map.copyOf(byPlugin);
    }

    /** Empty for a plugin without one. */
    public Optional<ObjectNode> of(String plugin) {
        return Optional.ofNullable(byPlugin.get(plugin)).map(ObjectNode::deepCopy);
    }

    /**
     * @throws IOException              if a file can't be read
     * @throws IllegalArgumentException if one is not what it should be; the message names it
     */
    public static PluginConfigurations read(Path file) throws IOException {
        ObjectNode whole = tree(file);
        if (Trees.string(whole, "kind").isEmpty() || Trees.string(whole, "apiVersion").isEmpty()) {
            return new PluginConfigurations(FIRST.stream().collect(Collectors.toMap(name -> name, name -> whole)));
        }
        if (!Trees.string(whole, "kind").equals("AdmissionConfiguration")
                || !Trees.string(whole, "apiVersion").startsWith(GROUP)) {
            throw new IllegalArgumentException("The admission configuration " + file + " is of kind \""
                    + Trees.string(whole, "kind") + "\"; it must be an AdmissionConfiguration of " + GROUP + "v1");
        }
        Map<String, ObjectNode> found = new TreeMap<>();
        for (ObjectNode plugin : Trees.objects(whole, "plugins")) {
            String name = Trees.string(plugin, "name");
            String path = Trees.string(plugin, "path");
            Optional<ObjectNode> inside = Trees.object(plugin, "configuration");
            if (name.isEmpty() || (inside.isEmpty() && path.isEmpty())) {
                throw new IllegalArgumentException("The admission configuration " + file
                        + " has a plugin without name, or without path or configuration; give it both");
            }
            found.put(name, inside.isPresent() ? inside.get() : tree(file.resolveSibling(path)));
        }
        return new PluginConfigurations(found);
    }

    private static ObjectNode tree(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        try {
            return bytes.length == 0 ? Json.object() : Yaml.parseObject(bytes);
        } catch (RuntimeException malformed) {
            throw new IllegalArgumentException(
                    "The admission configuration " + file + " is not YAML or JSON: " + malformed.getMessage(),
                    malformed);
        }
    }
}
