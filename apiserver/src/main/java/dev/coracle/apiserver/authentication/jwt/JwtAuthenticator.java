package dev.coracle.apiserver.authentication.jwt;

import dev.coracle.apiserver.authentication.jwt.config.JwtSettings;
import dev.coracle.apiserver.authentication.jwt.config.Refusal;
import dev.coracle.apiserver.authentication.token.TokenAuthenticator;
import dev.coracle.base.clock.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tokens of one provider. Its discovery document is fetched in the background, again every ten seconds until it is had; until then its tokens
 * are refused. Safe for use by any number of threads.
 */
final class JwtAuthenticator implements TokenAuthenticator, AutoCloseable {

    static final Duration AGAIN = Duration.ofSeconds(10);
    private static final Logger LOG = LoggerFactory.getLogger(JwtAuthenticator.class);

    private final JwtSettings settings;
    private final TokenVerifier verifier;
    private final DistributedClaims distributed;
    private final Clock clock;
    private final Thread discovery;

    JwtAuthenticator(JwtSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        ProviderClient client = new ProviderClient(settings.issuer().authorities());
        this.verifier = new TokenVerifier(settings.issuer(), new ProviderKeys(settings.issuer(), client, clock), clock);
        this.distributed = new DistributedClaims(settings.issuer(), client, clock);
        this.discovery = Thread.ofVirtual().name("oidc discovery").unstarted(this::discover);
    }

    JwtAuthenticator start() {
        discovery.start();
        return this;
    }

    private void discover() {
        try {
            while (!verifier.ready()) {
                try {
                    verifier.discover();
                } catch (IOException e) {
                    LOG.error("oidc: the provider {} is not reached yet: {}", settings.issuer().url(),
                            String.valueOf(e.getMessage()));
                    clock.sleep(AGAIN);
                }
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for the discovery document. @return whether it is there */
    boolean awaitReady(Duration atMost) throws InterruptedException {
        discovery.join(atMost);
        return verifier.ready();
    }

    @Override
    public Result authenticate(String token, List<String> audiences) {
        if (!DistributedClaims.untrustedIssuer(token).equals(settings.issuer().url())) {
            return new Result.Pass();
        }
        try {
            ObjectNode claims = verifier.verify(token);
            Optional<String> groups = settings.mapper().groupsClaim();
            if (groups.isPresent()) {
                distributed.expand(groups.get(), claims);
            }
            return new Result.Accepted(settings.mapper().user(claims), audiences);
        } catch (Refusal refusal) {
            return new Result.Rejected(refusal.why());
        }
    }

    @Override
    public void close() {
        discovery.interrupt();
    }
}
