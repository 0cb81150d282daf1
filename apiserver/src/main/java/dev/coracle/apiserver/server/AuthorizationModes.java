package dev.coracle.apiserver.server;

import dev.coracle.apiserver.access.ReloadedFile;
import dev.coracle.apiserver.authorization.abac.AbacAuthorizer;
import dev.coracle.apiserver.authorization.Authorization;
import dev.coracle.apiserver.authorization.Authorizer;
import dev.coracle.apiserver.authorization.Authorizer.Decision;
import dev.coracle.apiserver.authorization.Authorizer.Verdict;
import dev.coracle.apiserver.authorization.PolicyRule;
import dev.coracle.apiserver.authorization.node.NodeAuthorizer;
import dev.coracle.apiserver.authorization.rbac.Rbac;
import dev.coracle.apiserver.authorization.webhook.AuthorizationConfiguration;
import dev.coracle.apiserver.authorization.webhook.AuthorizationOptions;
import dev.coracle.apiserver.authorization.webhook.AuthorizerSettings;
import dev.coracle.apiserver.authorization.webhook.WebhookAuthorizer;
import dev.coracle.apiserver.bootstrap.NodeRules;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.base.clock.Clock;
import dev.coracle.base.lifecycle.Closers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The authorizers that {@code --authorization-mode} or {@code --authorization-config} names. */
public final class AuthorizationModes {

    private static final List<PolicyRule> EVERYTHING = List.of(
            new PolicyRule(List.of("*"), List.of("*"), List.of("*"), List.of(), List.of()),
            new PolicyRule(List.of("*"), List.of(), List.of(), List.of(), List.of("*")));

    private final Objects objects;
    private final Rbac rbac;
    private final Clock clock;

    AuthorizationModes(Objects objects, Rbac rbac, Clock clock) {
        this.objects = objects;
        this.rbac = rbac;
        this.clock = clock;
    }

    /**
     * The chain; one that comes from a file follows its changes until the closers are closed.
     *
     * @throws IllegalArgumentException for a mode that is unknown, given twice, or not supported, saying which
     * @throws IOException              naming the file that can't be used
     */
    Authorization build(AuthorizationOptions options, Closers closers) throws IOException {
        Authorization authorization = new Authorization(chain(options.configured(), options.policyFile()));
        if (options.configFile().isPresent()) {
            byte[] content = Files.readAllBytes(options.configFile().get());
            closers.add("authorization configuration", ReloadedFile.start(options.configFile().get(), content, clock,
                    changed -> authorization
                            .replace(chain(AuthorizationConfiguration.parse(changed), Optional.empty()))));
        }
        return authorization;
    }

    private List<Authorizer> chain(List<AuthorizerSettings> settings, Optional<Path> policyFile) throws IOException {
        List<Authorizer> chain = new ArrayList<>();
        for (AuthorizerSettings each : settings) {
            chain.add(authorizer(each, policyFile));
        }
        return chain;
    }

    private Authorizer authorizer(AuthorizerSettings settings, Optional<Path> policyFile) throws IOException {
        return switch (settings.type()) {
            case "AlwaysAllow" -> new AlwaysAllow();
            case "AlwaysDeny" -> (user, request) -> new Decision(Verdict.NO_OPINION, "Everything is forbidden.");
            case "Node" -> new NodeAuthorizer(objects, NodeRules.get());
            case "RBAC" -> rbac;
            case "Webhook" -> WebhookAuthorizer.of(settings.name(), settings.webhook()
                    .orElseThrow(() -> new IllegalArgumentException(
                            "--authorization-mode=Webhook needs --authorization-webhook-config-file")),
                    clock);
            case "ABAC" -> AbacAuthorizer.read(policyFile.orElseThrow(() -> new IllegalArgumentException(
                    "--authorization-mode=ABAC needs --authorization-policy-file")));
            default -> throw new IllegalArgumentException("--authorization-mode: " + settings.type()
                    + " is not a valid mode; valid are AlwaysAllow, AlwaysDeny, ABAC, Node, RBAC, Webhook");
        };
    }

    private static final class AlwaysAllow implements Authorizer {

        @Override
        public Decision authorize(UserInfo user, RequestInfo request) {
            return new Decision(Verdict.ALLOW, "");
        }

        @Override
        public Rules rules(UserInfo user, String namespace) {
            return new Rules(EVERYTHING, false, List.of());
        }
    }
}
