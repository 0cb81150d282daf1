package dev.coracle.apiserver.authentication;

import dev.coracle.apiserver.access.ReviewWebhook;
import dev.coracle.apiserver.authentication.jwt.config.AuthenticationConfiguration;
import dev.coracle.apiserver.authentication.jwt.config.AuthenticationConfiguration.Anonymous;
import dev.coracle.apiserver.authentication.jwt.JwtAuthenticators;
import dev.coracle.apiserver.authentication.jwt.config.JwtSettings;
import dev.coracle.apiserver.authentication.token.ApiServerOnly;
import dev.coracle.apiserver.authentication.token.BootstrapTokenAuthenticator;
import dev.coracle.apiserver.authentication.token.ServiceAccountAuthenticator;
import dev.coracle.apiserver.authentication.token.ServiceAccountTokens;
import dev.coracle.apiserver.authentication.token.TokenAuthenticator;
import dev.coracle.apiserver.authentication.token.TokenFileAuthenticator;
import dev.coracle.apiserver.authentication.token.WebhookTokenAuthenticator;
import dev.coracle.apiserver.access.ReloadedFile;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.base.clock.Clock;
import dev.coracle.base.lifecycle.Closers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What kube-apiserver's flags say of authentication.
 *
 * @param clientCaFile        {@code --client-ca-file}
 * @param tokenAuthFile       {@code --token-auth-file}
 * @param anonymous           {@code --anonymous-auth}
 * @param bootstrapTokens     {@code --enable-bootstrap-token-auth}
 * @param requestHeaderCaFile {@code --requestheader-client-ca-file}
 * @param requestHeaders      the other {@code --requestheader-*} flags
 * @param outside             who else is asked about tokens
 */
public record AuthenticationOptions(Optional<Path> clientCaFile, Optional<Path> tokenAuthFile, boolean anonymous,
        boolean bootstrapTokens, Optional<Path> requestHeaderCaFile, List<String> requestHeaderAllowedNames,
        FrontProxyAuthenticator.Headers requestHeaders, Outside outside) {

    /** {@code --authentication-token-webhook-*}: @param version v1 or v1beta1 @param cacheLife how long an answer holds */
    public record Webhook(Path kubeconfig, String version, Duration cacheLife) {}

    /**
     * Those outside this cluster who know users.
     *
     * @param oidc       {@code --oidc-*}
     * @param configFile     {@code --authentication-config}, instead of {@code oidc}
     * @param anonymousGiven whether the command line says who may stay unnamed, so that the file can't
     */
    public record Outside(Optional<JwtSettings> oidc, Optional<Path> configFile, Optional<Webhook> webhook,
            boolean anonymousGiven) {
        public static final Outside NONE = new Outside(Optional.empty(), Optional.empty(), Optional.empty(), false);
    }

    private static final Duration WEBHOOK_TIMEOUT = Duration.ofSeconds(30);

    /** Nothing but anonymous requests. */
    public static final AuthenticationOptions NONE = new AuthenticationOptions(Optional.empty(), Optional.empty(), true,
            false, Optional.empty(), List.of(),
            new FrontProxyAuthenticator.Headers(List.of(), List.of(), List.of(), List.of()));

    /** Nobody outside is asked. */
    public AuthenticationOptions(Optional<Path> clientCaFile, Optional<Path> tokenAuthFile, boolean anonymous,
            boolean bootstrapTokens, Optional<Path> requestHeaderCaFile, List<String> requestHeaderAllowedNames,
            FrontProxyAuthenticator.Headers requestHeaders) {
        this(clientCaFile, tokenAuthFile, anonymous, bootstrapTokens, requestHeaderCaFile, requestHeaderAllowedNames,
                requestHeaders, Outside.NONE);
    }

    public AuthenticationOptions withOutside(Outside newOutside) {
        return new AuthenticationOptions(clientCaFile, tokenAuthFile, anonymous, bootstrapTokens, requestHeaderCaFile,
                requestHeaderAllowedNames, requestHeaders, newOutside);
    }

    public AuthenticationOptions withAnonymous(boolean allowed) {
        return new AuthenticationOptions(clientCaFile, tokenAuthFile, allowed, bootstrapTokens, requestHeaderCaFile,
                requestHeaderAllowedNames, requestHeaders, outside);
    }

    /**
     * The station as these options want it.
     *
     * @param objects asked for when the first token needs them
     * @throws IOException naming the file that can't be read or used
     */
    public Authentication build(ServiceAccountTokens serviceAccounts, Supplier<Objects> objects, Clock clock)
            throws IOException {
        Closers closers = new Closers();
        List<TokenAuthenticator> tokens = new ArrayList<>();
        List<String> audiences = serviceAccounts.apiAudiences();
        if (tokenAuthFile.isPresent()) {
            tokens.add(new ApiServerOnly(TokenFileAuthenticator.load(tokenAuthFile.get()), audiences));
        }
        tokens.add(new ServiceAccountAuthenticator(serviceAccounts, objects));
        if (bootstrapTokens) {
            tokens.add(new ApiServerOnly(new BootstrapTokenAuthenticator(objects, clock), audiences));
        }
        Anonymous unnamed = addProviders(tokens, serviceAccounts, closers, clock);
        if (outside.webhook.isPresent()) {
            Webhook webhook = outside.webhook.get();
            tokens.add(new WebhookTokenAuthenticator(ReviewWebhook.load(webhook.kubeconfig, WEBHOOK_TIMEOUT, clock),
                    webhook.version, audiences, webhook.cacheLife, clock));
        }
        return new Authentication(connection(clock), tokens, unnamed, closers);
    }

    private List<Authenticator> connection(Clock clock) throws IOException {
        List<Authenticator> connection = new ArrayList<>();
        if (requestHeaderCaFile.isPresent()) {
            connection.add(new FrontProxyAuthenticator(TrustBundle.load(requestHeaderCaFile.get(), clock),
                    requestHeaderAllowedNames, requestHeaders));
        }
        if (clientCaFile.isPresent()) {
            connection.add(new ClientCertificateAuthenticator(TrustBundle.load(clientCaFile.get(), clock)));
        }
        return connection;
    }

    /** @return who may stay unnamed: the file says so, if it says anything of it, else the flag */
    private Anonymous addProviders(List<TokenAuthenticator> tokens, ServiceAccountTokens serviceAccounts,
            Closers closers, Clock clock) throws IOException {
        Anonymous byFlag = new Anonymous(anonymous, List.of());
        List<String> audiences = serviceAccounts.apiAudiences();
        if (outside.configFile.isEmpty()) {
            outside.oidc.ifPresent(settings -> tokens.add(new ApiServerOnly(
                    closers.add("oidc", new JwtAuthenticators(List.of(settings), clock)), audiences)));
            return byFlag;
        }
        Path file = outside.configFile.get();
        byte[] content = Files.readAllBytes(file);
        List<String> taken = serviceAccounts.issuers();
        AuthenticationConfiguration configuration;
        try {
            configuration = AuthenticationConfiguration.parse(content, taken);
        } catch (IOException e) {
            throw new IOException("--authentication-config " + file + ": " + e.getMessage(), e);
        }
        if (configuration.anonymous().isPresent() && outside.anonymousGiven) {
            throw new IOException("anonymous: Forbidden: --anonymous-auth flag cannot be set when anonymous field is "
                    + "configured in authentication configuration file");
        }
        JwtAuthenticators providers = closers.add("jwt", new JwtAuthenticators(configuration.providers(), clock));
        tokens.add(new ApiServerOnly(providers, audiences));
        closers.add("authentication configuration", ReloadedFile.start(file, content, clock,
                changed -> providers.replace(changed, taken, configuration.anonymous())));
        return configuration.anonymous().orElse(byFlag);
    }
}
