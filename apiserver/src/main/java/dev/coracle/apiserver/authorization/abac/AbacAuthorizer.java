package dev.coracle.apiserver.authorization.abac;

import dev.coracle.apiserver.authorization.Authorizer;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Mode ABAC: the policies of a file, read once; the first that matches allows. Safe for use by any number of threads. */
public final class AbacAuthorizer implements Authorizer {

    private final List<AbacPolicy> policies;

    private AbacAuthorizer(List<AbacPolicy> policies) {
        this.policies = List.copyOf(policies);
    }

    /** @throws IOException naming the file, and the line that is no policy */
    public static AbacAuthorizer read(Path file) throws IOException {
        List<AbacPolicy> policies = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (line.isBlank() || line.strip().startsWith("#")) {
                continue;
            }
            try {
                policies.add(AbacPolicy.parse(line));
            } catch (IOException e) {
                throw new IOException("error reading policy file " + file + ", line " + number + ": " + e.getMessage(),
                        e);
            }
        }
        return new AbacAuthorizer(policies);
    }

    @Override
    public Decision authorize(UserInfo user, RequestInfo request) {
        boolean allowed = policies.stream().anyMatch(policy -> policy.isAbout(user) && policy.allows(request));
        return allowed ? new Decision(Verdict.ALLOW, "") : new Decision(Verdict.NO_OPINION, "No policy matched.");
    }

    @Override
    public Rules rules(UserInfo user, String namespace) {
        return new Rules(policies.stream().filter(policy -> policy.isAbout(user) && policy.isIn(namespace))
                .flatMap(policy -> policy.rules().stream()).toList(), false, List.of());
    }
}
