package dev.coracle.apiserver.authentication.jwt.config;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.access.ConfigFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * The file of {@code --authentication-config}. Source: apiserver.config.k8s.io/v1 AuthenticationConfiguration.
 *
 * @param anonymous who may stay unnamed; empty if the file doesn't say
 */
public record AuthenticationConfiguration(List<JwtSettings> providers, Optional<Anonymous> anonymous) {

    private static final int MAX_PROVIDERS = 64;

    /** @param paths on which requests without credentials pass; empty for all */
    public record Anonymous(boolean enabled, List<String> paths) {
        public Anonymous {
            paths = List.copyOf(paths);
        }

        public boolean allows(String path) {
            return enabled && (paths.isEmpty() || paths.contains(path));
        }
    }

    public AuthenticationConfiguration {
        providers = List.copyOf(providers);
    }

    /** @param taken issuers that the file may not claim: this cluster's own @throws IOException saying all that is wrong */
    public static AuthenticationConfiguration parse(byte[] file, List<String> taken) throws IOException {
        ObjectNode tree = ConfigFile.parse(file, "AuthenticationConfiguration");
        ConfigFile.known(tree, "", "apiVersion", "kind", "jwt", "anonymous");
        FieldErrors errors = new FieldErrors();
        List<ObjectNode> sections = Trees.objects(tree, "jwt");
        FieldPath root = FieldPath.of("jwt");
        if (sections.size() > MAX_PROVIDERS) {
            errors.tooMany(root, sections.size(), MAX_PROVIDERS);
        }
        List<JwtSettings> providers = new ArrayList<>();
        Set<String> urls = new HashSet<>();
        Set<String> discoveries = new HashSet<>();
        for (int i = 0; i < Math.min(sections.size(), MAX_PROVIDERS); i++) {
            FieldPath path = root.index(i);
            ObjectNode section = sections.get(i);
            new JwtSection(section, path, errors).settings(taken).ifPresent(providers::add);
            FieldPath issuer = path.child("issuer");
            unique(Trees.string(section, "issuer", "url"), urls, issuer.child("url"), errors);
            unique(Trees.string(section, "issuer", "discoveryURL"), discoveries, issuer.child("discoveryURL"), errors);
        }
        Optional<Anonymous> anonymous = anonymous(tree, errors);
        if (!errors.isEmpty()) {
            throw new IOException("invalid authentication configuration: " + errors.message());
        }
        return new AuthenticationConfiguration(providers, anonymous);
    }

    private static void unique(String value, Set<String> seen, FieldPath path, FieldErrors errors) {
        if (!value.isEmpty() && !seen.add(value)) {
            errors.duplicate(path, value);
        }
    }

    private static Optional<Anonymous> anonymous(ObjectNode tree, FieldErrors errors) throws IOException {
        Optional<ObjectNode> section = Trees.object(tree, "anonymous");
        if (section.isEmpty()) {
            return Optional.empty();
        }
        ConfigFile.known(section.get(), "anonymous", "enabled", "conditions");
        boolean enabled = Trees.bool(section.get(), "enabled");
        List<String> paths = Trees.objects(section.get(), "conditions").stream().map(c -> Trees.string(c, "path"))
                .toList();
        if (!enabled && !paths.isEmpty()) {
            errors.invalid(FieldPath.of("anonymous", "conditions"), paths.toString(),
                    "enabled should be set to true when conditions are defined");
        }
        return Optional.of(new Anonymous(enabled, paths));
    }
}
