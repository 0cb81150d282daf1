package dev.coracle.apiserver.storage.encryption;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.access.ConfigFile;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.crypto.spec.SecretKeySpec;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads an EncryptionConfiguration, strictly; no message holds anything of a key. Source: apiserver.config.k8s.io/v1. */
final class EncryptionFile {

    private static final Set<String> VERSIONS = Set.of("apiserver.config.k8s.io/v1");
    private static final Set<Integer> AES_SIZES = Set.of(16, 24, 32);
    private static final int BOX_SIZE = 32;
    private static final Provider IDENTITY = new Provider("", new Unsealed());

    /** What is kept as it is is never asked to seal. */
    private record Unsealed() implements Provider.Box {
        @Override
        public byte[] seal(byte[] plain, byte[] context) {
            return plain;
        }

        @Override
        public byte[] open(byte[] sealed, byte[] context) {
            return sealed;
        }
    }

    private final SecureRandom random = new SecureRandom();
    private final Map<GroupResource, List<Provider>> found = new LinkedHashMap<>();

    private EncryptionFile() {}

    /** @throws IOException saying what does not serve */
    static EncryptionRules parse(byte[] bytes) throws IOException {
        return new EncryptionFile().rules(ConfigFile.parse(bytes, "EncryptionConfiguration", VERSIONS));
    }

    private EncryptionRules rules(ObjectNode tree) throws IOException {
        ConfigFile.known(tree, "", "kind", "apiVersion", "resources");
        List<ObjectNode> entries = Trees.objects(tree, "resources");
        if (entries.isEmpty()) {
            throw new IOException("resources: Required value: at least one resources is required");
        }
        for (int i = 0; i < entries.size(); i++) {
            entry(entries.get(i), "resources[" + i + "]");
        }
        Map<GroupResource, Providers> rules = new HashMap<>();
        found.forEach((resource, providers) -> rules.put(resource, new Providers(resource.toString(), providers)));
        return new EncryptionRules(rules);
    }

    private void entry(ObjectNode entry, String path) throws IOException {
        ConfigFile.known(entry, path, "resources", "providers");
        List<String> names = Trees.strings(entry, "resources");
        if (names.isEmpty()) {
            throw new IOException(path + ".resources: Required value: at least one resource is required");
        }
        List<ObjectNode> providers = Trees.objects(entry, "providers");
        if (providers.isEmpty()) {
            throw new IOException(path + ".providers: Required value: at least one provider is required");
        }
        List<Provider> made = new ArrayList<>();
        for (int i = 0; i < providers.size(); i++) {
            made.addAll(providers(providers.get(i), path + ".providers[" + i + "]"));
        }
        List<GroupResource> resources = new ArrayList<>();
        for (String name : names) {
            resources.add(resource(name, path + ".resources"));
        }
        checkOverlap(resources, path + ".resources");
        checkMasked(resources);
        resources.forEach(resource -> found.computeIfAbsent(resource, r -> new ArrayList<>()).addAll(made));
    }

    private static GroupResource resource(String name, String path) throws IOException {
        int dot = name.indexOf('.');
        String group = dot < 0 ? "" : name.substring(dot + 1);
        if (name.isEmpty() || name.equals("*")) {
            throw new IOException(path + ": Invalid value: \"" + name
                    + "\": use '*.' to encrypt all the resources from core API group or *.* to encrypt all resources");
        }
        if (name.chars().anyMatch(Character::isUpperCase)) {
            throw new IOException(path + ": Invalid value: \"" + name
                    + "\": resource name should not contain capital letters");
        }
        if (group.equals("events.k8s.io")) {
            throw new IOException(path + ": Invalid value: \"" + name
                    + "\": '*.events.k8s.io' objects are stored using the 'events' API group in etcd."
                    + " Use 'events' instead in the config file");
        }
        String resource = dot < 0 ? name : name.substring(0, dot);
        if (group.equals("*") && !resource.equals("*")) {
            throw new IOException(path + ": Invalid value: \"" + name
                    + "\": encrypting the same resource across groups is not supported");
        }
        return new GroupResource(group, resource);
    }

    private static void checkOverlap(List<GroupResource> resources, String path) throws IOException {
        if (new HashSet<>(resources).size() < resources.size()) {
            throw new IOException(path + ": the same resource cannot be specified multiple times");
        }
        for (GroupResource one : resources) {
            for (GroupResource other : resources) {
                if (!one.equals(other) && covers(one, other)) {
                    throw new IOException(path + ": using overlapping resources such as 'secrets' and '*.' in the same "
                            + "resource list is not allowed as they will be masked");
                }
            }
        }
    }

    private static boolean covers(GroupResource wide, GroupResource other) {
        return wide.resource().equals("*") && (wide.group().equals("*") || wide.group().equals(other.group()));
    }

    private void checkMasked(List<GroupResource> resources) throws IOException {
        for (GroupResource resource : resources) {
            for (GroupResource earlier : found.keySet()) {
                if (!earlier.equals(resource) && covers(earlier, resource)) {
                    throw new IOException(
                            "resource \"" + resource + "\" is masked by earlier rule \"" + earlier + "\"");
                }
            }
        }
    }

    private List<Provider> providers(ObjectNode provider, String path) throws IOException {
        if (provider.size() != 1) {
            throw new IOException(path + ": exactly one of aesgcm, aescbc, secretbox, identity is required");
        }
        String kind = provider.propertyNames().iterator().next();
        JsonNode settings = provider.path(kind);
        return switch (kind) {
            case "identity" -> List.of(IDENTITY);
            case "aesgcm" -> keyed(settings, "k8s:enc:aesgcm:v1:", path + ".aesgcm", AES_SIZES,
                    key -> new AesGcm(new SecretKeySpec(key, "AES"), random));
            case "aescbc" -> keyed(settings, "k8s:enc:aescbc:v1:", path + ".aescbc", AES_SIZES,
                    key -> new AesCbc(new SecretKeySpec(key, "AES"), random));
            case "secretbox" -> keyed(settings, "k8s:enc:secretbox:v1:", path + ".secretbox", Set.of(BOX_SIZE),
                    key -> new SecretBox(key, random));
            case "kms" -> throw new IOException(path + ".kms: key management services are not supported by this API "
                    + "server; use secretbox, aesgcm or aescbc with keys in this file");
            default -> throw new IOException("strict decoding error: unknown field \"" + path + "." + kind + "\"");
        };
    }

    private static List<Provider> keyed(JsonNode settings, String prefix, String path, Set<Integer> sizes,
            Function<byte[], Provider.Box> box) throws IOException {
        List<Provider> providers = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ObjectNode key : Trees.objects(settings, "keys")) {
            String at = path + ".keys[" + providers.size() + "]";
            ConfigFile.known(key, at, "name", "secret");
            String name = Trees.string(key, "name");
            if (name.isEmpty() || name.indexOf(':') >= 0 || !names.add(name)) {
                throw new IOException(at + ".name: Invalid value: \"" + name
                        + "\": every key needs a name of its own, without colons");
            }
            providers.add(new Provider(prefix + name + ":", box.apply(secret(key, at + ".secret", sizes))));
        }
        if (providers.isEmpty()) {
            throw new IOException(path + ".keys: Required value: at least one key is required");
        }
        return providers;
    }

    private static byte[] secret(ObjectNode key, String path, Set<Integer> sizes) throws IOException {
        byte[] secret;
        try {
            secret = Base64.getDecoder().decode(Trees.string(key, "secret").strip());
        } catch (IllegalArgumentException e) {
            throw new IOException(path + ": Invalid value: \"REDACTED\": secrets must be base64 encoded");
        }
        if (!sizes.contains(secret.length)) {
            throw new IOException(path + ": Invalid value: \"REDACTED\": secret is not of the expected length, got "
                    + secret.length + ", expected one of ["
                    + sizes.stream().sorted().map(String::valueOf).collect(Collectors.joining(" ")) + "]");
        }
        return secret;
    }
}
