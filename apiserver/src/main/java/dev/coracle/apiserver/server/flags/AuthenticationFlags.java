package dev.coracle.apiserver.server.flags;

import dev.coracle.apiserver.authentication.AuthenticationOptions;
import dev.coracle.apiserver.authentication.AuthenticationOptions.Outside;
import dev.coracle.apiserver.authentication.FrontProxyAuthenticator;
import dev.coracle.apiserver.authentication.jwt.config.JwtSettings;
import dev.coracle.base.flags.Flag;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.flags.FlagSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** kube-apiserver's flags about who speaks, but for service accounts. */
final class AuthenticationFlags {

    private final Flag<String> clientCa;
    private final Flag<String> tokenFile;
    private final Flag<Boolean> anonymous;
    private final Flag<Boolean> bootstrapTokens;
    private final Flag<String> proxyCa;
    private final Flag<List<String>> proxyNames;
    private final Flag<List<String>> proxyUser;
    private final Flag<List<String>> proxyUid;
    private final Flag<List<String>> proxyGroup;
    private final Flag<List<String>> proxyExtra;
    private final Flag<String> configFile;
    private final Flag<String> webhookFile;
    private final Flag<String> webhookVersion;
    private final Flag<Duration> webhookLife;
    private final Oidc oidc;

    /** The flags {@code --oidc-*}. */
    private record Oidc(Flag<String> issuer, Flag<String> client, Flag<String> ca, Flag<String> username,
            Flag<String> usernamePrefix, Flag<String> groups, Flag<String> groupsPrefix, Flag<List<String>> required,
            Flag<List<String>> algorithms) {

        static Oidc declare(FlagSet flags) {
            return new Oidc(
                    flags.string("oidc-issuer-url", "", "The OpenID Connect provider whose tokens are accepted"),
                    flags.string("oidc-client-id", "", "Who this cluster is to the provider: the tokens' audience"),
                    flags.string("oidc-ca-file", "", "CA of the provider's server; without it the machine's"),
                    flags.string("oidc-username-claim", "sub", "The claim that is the user's name"),
                    flags.string("oidc-username-prefix", "", "What names begin with; - for nothing"),
                    flags.string("oidc-groups-claim", "", "The claim with the user's groups"),
                    flags.string("oidc-groups-prefix", "", "What groups begin with"),
                    flags.list("oidc-required-claim", List.of(), "Claims that must be there, as name=value"),
                    flags.list("oidc-signing-algs", List.of("RS256"), "In which algorithms tokens may be signed"));
        }

        boolean given() {
            return List.of(issuer, client, ca, username, usernamePrefix, groups, groupsPrefix).stream()
                    .anyMatch(Flag::given) || required.given() || algorithms.given();
        }

        Optional<JwtSettings> settings() throws FlagException, IOException {
            if (issuer.get().isEmpty() != client.get().isEmpty()) {
                throw new FlagException("--oidc-issuer-url and --oidc-client-id must be specified together");
            }
            if (issuer.get().isEmpty()) {
                return Optional.empty();
            }
            Optional<String> authorities = ca.get().isEmpty()
                    ? Optional.empty()
                    : Optional.of(Files.readString(Path.of(ca.get())));
            return Optional.of(new JwtSettings.Flags(issuer.get(), client.get(), username.get(), usernamePrefix.get(),
                    groups.get(), groupsPrefix.get(), requiredClaims(), algorithms.get(), authorities).settings());
        }

        private Map<String, String> requiredClaims() throws FlagException {
            Map<String, String> claims = new HashMap<>();
            for (String pair : required.get()) {
                int equals = pair.indexOf('=');
                if (equals < 1) {
                    throw new FlagException("--oidc-required-claim: " + pair + " must be formatted as key=value");
                }
                claims.put(pair.substring(0, equals), pair.substring(equals + 1));
            }
            return claims;
        }
    }

    AuthenticationFlags(FlagSet flags) {
        clientCa = flags.string("client-ca-file", "", "CAs of client certificates");
        tokenFile = flags.string("token-auth-file", "", "File of static tokens");
        anonymous = flags.bool("anonymous-auth", true, "Whether requests without credentials are anonymous");
        bootstrapTokens = flags.bool("enable-bootstrap-token-auth", false, "Whether bootstrap tokens are accepted");
        proxyCa = flags.string("requestheader-client-ca-file", "", "CAs of front proxies");
        proxyNames = flags.list("requestheader-allowed-names", List.of(),
                "Common names of front proxies; empty for any");
        proxyUser = flags.list("requestheader-username-headers", List.of("x-remote-user"),
                "Headers with the user's name");
        proxyUid = flags.list("requestheader-uid-headers", List.of(), "Headers with the user's UID");
        proxyGroup = flags.list("requestheader-group-headers", List.of("x-remote-group"),
                "Headers with the user's groups");
        proxyExtra = flags.list("requestheader-extra-headers-prefix", List.of("x-remote-extra-"),
                "Prefixes of headers with more about the user");
        configFile = flags.string("authentication-config", "",
                "File with an AuthenticationConfiguration, instead of --oidc-*; changes are followed");
        webhookFile = flags.string("authentication-token-webhook-config-file", "",
                "Kubeconfig of a webhook that knows whose a token is");
        webhookVersion = flags.string("authentication-token-webhook-version", "v1beta1",
                "Version of the TokenReview that the webhook is sent: v1 or v1beta1");
        webhookLife = flags.duration("authentication-token-webhook-cache-ttl", Duration.ofMinutes(2),
                "How long the webhook's answers hold");
        oidc = Oidc.declare(flags);
    }

    AuthenticationOptions options() throws FlagException, IOException {
        if (!configFile.get().isEmpty() && oidc.given()) {
            throw new FlagException("authentication-config file and oidc-* flags are mutually exclusive");
        }
        if (!List.of("v1", "v1beta1").contains(webhookVersion.get())) {
            throw new FlagException("--authentication-token-webhook-version is " + webhookVersion.get()
                    + "; it can be v1 or v1beta1");
        }
        Optional<AuthenticationOptions.Webhook> webhook = ApiServerFlags.path(webhookFile)
                .map(file -> new AuthenticationOptions.Webhook(file, webhookVersion.get(), webhookLife.get()));
        return new AuthenticationOptions(ApiServerFlags.path(clientCa), ApiServerFlags.path(tokenFile),
                anonymous.get(), bootstrapTokens.get(), ApiServerFlags.path(proxyCa), proxyNames.get(),
                new FrontProxyAuthenticator.Headers(proxyUser.get(), proxyUid.get(), proxyGroup.get(),
                        proxyExtra.get()),
                new Outside(oidc.settings(), ApiServerFlags.path(configFile), webhook, anonymous.given()));
    }
}
