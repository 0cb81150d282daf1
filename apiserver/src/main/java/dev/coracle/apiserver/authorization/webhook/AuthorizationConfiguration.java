package dev.coracle.apiserver.authorization.webhook;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Trees;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.access.ConfigFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The file of {@code --authorization-config}. Source: apiserver.config.k8s.io/v1 AuthorizationConfiguration. */
public final class AuthorizationConfiguration {

    private static final List<String> TYPES = List.of("AlwaysAllow", "AlwaysDeny", "Node", "RBAC", "Webhook");

    private AuthorizationConfiguration() {}

    /** @throws IOException saying all that is wrong */
    public static List<AuthorizerSettings> parse(byte[] file) throws IOException {
        ObjectNode tree = ConfigFile.parse(file, "AuthorizationConfiguration");
        ConfigFile.known(tree, "", "apiVersion", "kind", "authorizers");
        FieldErrors errors = new FieldErrors();
        FieldPath root = FieldPath.of("authorizers");
        List<ObjectNode> sections = Trees.objects(tree, "authorizers");
        if (sections.isEmpty()) {
            errors.required(root, "at least one authorization mode must be defined");
        }
        List<AuthorizerSettings> chain = new ArrayList<>();
        Set<String> types = new HashSet<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < sections.size(); i++) {
            authorizer(sections.get(i), root.index(i), types, names, errors).ifPresent(chain::add);
        }
        if (!errors.isEmpty()) {
            throw new IOException("invalid authorization configuration: " + errors.message());
        }
        return List.copyOf(chain);
    }

    private static Optional<AuthorizerSettings> authorizer(ObjectNode section, FieldPath path, Set<String> types,
            Set<String> names, FieldErrors errors) throws IOException {
        ConfigFile.known(section, path.toString(), "type", "name", "webhook");
        String type = Trees.string(section, "type");
        if (type.isEmpty()) {
            errors.required(path.child("type"), "");
            return Optional.empty();
        }
        if (!TYPES.contains(type)) {
            errors.notSupported(path.child("type"), type, TYPES);
            return Optional.empty();
        }
        if (!types.add(type) && !type.equals("Webhook")) {
            errors.duplicate(path.child("type"), type);
            return Optional.empty();
        }
        String name = Trees.string(section, "name");
        checkName(name, path.child("name"), names, errors);
        Optional<ObjectNode> webhook = Trees.object(section, "webhook");
        if (!type.equals("Webhook")) {
            if (webhook.isPresent()) {
                errors.invalid(path.child("webhook"), "non-null", "may only be specified when type=Webhook");
            }
            return Optional.of(new AuthorizerSettings(type, name, Optional.empty()));
        }
        if (webhook.isEmpty()) {
            errors.required(path.child("webhook"), "required when type=Webhook");
            return Optional.empty();
        }
        return new WebhookSection(webhook.get(), path, errors).settings()
                .map(settings -> new AuthorizerSettings(type, name, Optional.of(settings)));
    }

    private static void checkName(String name, FieldPath path, Set<String> names, FieldErrors errors) {
        if (name.isEmpty()) {
            errors.required(path, "");
        } else if (!names.add(name)) {
            errors.duplicate(path, name);
        } else {
            Names.dnsSubdomain(name)
                    .forEach(why -> errors.invalid(path, name, "authorizer name is invalid: " + why));
        }
    }
}
