package dev.coracle.apiserver.authentication.jwt;

import dev.coracle.apiserver.authentication.jwt.config.AuthenticationConfiguration;
import dev.coracle.apiserver.authentication.jwt.config.JwtSettings;
import dev.coracle.apiserver.authentication.token.TokenAuthenticator;
import dev.coracle.base.clock.Clock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Tokens of the providers that the configuration names, which may change while the server runs: new ones take over once their discovery
 * documents are there, or after a minute. Safe for use by any number of threads; {@link #replace} by one.
 */
public final class JwtAuthenticators implements TokenAuthenticator, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Clock clock;
    private volatile List<JwtAuthenticator> providers;

    public JwtAuthenticators(List<JwtSettings> settings, Clock clock) {
        this.clock = clock;
        this.providers = started(settings);
    }

    private List<JwtAuthenticator> started(List<JwtSettings> settings) {
        return settings.stream().map(each -> new JwtAuthenticator(each, clock).start()).toList();
    }

    /**
     * Takes a changed configuration file.
     *
     * @param taken     issuers that it may not claim
     * @param anonymous what it said at the start of the server, which it can't change
     */
    public void replace(byte[] file, List<String> taken, Optional<AuthenticationConfiguration.Anonymous> anonymous)
            throws IOException {
        AuthenticationConfiguration configuration = AuthenticationConfiguration.parse(file, taken);
        if (!configuration.anonymous().equals(anonymous)) {
            throw new IOException("anonymous: Forbidden: changed from initial configuration file");
        }
        List<JwtAuthenticator> fresh = started(configuration.providers());
        try {
            for (JwtAuthenticator provider : fresh) {
                provider.awaitReady(PATIENCE);
            }
        } catch (InterruptedException e) {
            fresh.forEach(JwtAuthenticator::close);
            Thread.currentThread().interrupt();
            return;
        }
        List<JwtAuthenticator> old = providers;
        providers = fresh;
        old.forEach(JwtAuthenticator::close);
    }

    /** Waits until the discovery documents of all providers are there. @return whether they are */
    public boolean awaitReady(Duration atMost) throws InterruptedException {
        boolean ready = true;
        for (JwtAuthenticator provider : providers) {
            ready &= provider.awaitReady(atMost);
        }
        return ready;
    }

    @Override
    public Result authenticate(String token, List<String> audiences) {
        for (JwtAuthenticator provider : providers) {
            Result result = provider.authenticate(token, audiences);
            if (!(result instanceof Result.Pass)) {
                return result;
            }
        }
        return new Result.Pass();
    }

    @Override
    public void close() {
        providers.forEach(JwtAuthenticator::close);
    }
}
