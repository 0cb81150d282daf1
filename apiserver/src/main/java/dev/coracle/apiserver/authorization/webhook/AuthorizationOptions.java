package dev.coracle.apiserver.authorization.webhook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who decides, in order.
 *
 * @param chain      what the flags say
 * @param configFile {@code --authorization-config}, instead of {@code chain}
 * @param policyFile {@code --authorization-policy-file}, for the mode ABAC
 */
public record AuthorizationOptions(List<AuthorizerSettings> chain, Optional<Path> configFile,
        Optional<Path> policyFile) {

    public AuthorizationOptions {
        chain = List.copyOf(chain);
    }

    /** @param modes {@code --authorization-mode}, without webhooks */
    public static AuthorizationOptions of(List<String> modes) {
        return new AuthorizationOptions(modes.stream().map(AuthorizerSettings::of).toList(), Optional.empty(),
                Optional.empty());
    }

    /** The chain at the start. @throws IOException naming the file that can't be used */
    public List<AuthorizerSettings> configured() throws IOException {
        if (configFile.isEmpty()) {
            Set<String> seen = new HashSet<>();
            for (AuthorizerSettings each : chain) {
                if (!seen.add(each.type())) {
                    throw new IllegalArgumentException("--authorization-mode has " + each.type() + " more than once");
                }
            }
            return chain;
        }
        try {
            return AuthorizationConfiguration.parse(Files.readAllBytes(configFile.get()));
        } catch (IOException e) {
            throw new IOException("--authorization-config " + configFile.get() + ": " + e.getMessage(), e);
        }
    }
}
