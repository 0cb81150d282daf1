package dev.coracle.apiserver.server.flags;

import dev.coracle.apiserver.authentication.token.ServiceAccountTokens;
import dev.coracle.apiserver.server.options.ApiServerOptions;
import dev.coracle.base.flags.Flag;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.flags.FlagSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** kube-apiserver's flags about the tokens of service accounts. */
final class ServiceAccountFlags {

    private static final Duration LEAST = Duration.ofHours(1);
    private static final Duration MOST = Duration.ofSeconds(1L << 32);

    private final Flag<List<String>> issuers;
    private final Flag<List<String>> audiences;
    private final Flag<List<String>> keys;
    private final Flag<String> signingKey;
    private final Flag<String> jwksUri;
    private final Flag<Boolean> lookup;
    private final Flag<Boolean> extend;
    private final Flag<Duration> most;

    ServiceAccountFlags(FlagSet flags) {
        issuers = flags.list("service-account-issuer", List.of(),
                "Issuers of service account tokens; the first one issues");
        audiences = flags.list("api-audiences", List.of(), "Who this API server is to tokens");
        keys = flags.list("service-account-key-file", List.of(),
                "Files with keys that verify service account tokens");
        signingKey = flags.string("service-account-signing-key-file", "",
                "File with the key that signs service account tokens");
        jwksUri = flags.string("service-account-jwks-uri", "",
                "Where others find the keys; without it, at this server's address");
        lookup = flags.bool("service-account-lookup", true, "Whether a token's secret must still be there");
        extend = flags.bool("service-account-extend-token-expiration", true,
                "Whether the tokens that pods get by default live a year");
        most = flags.duration("service-account-max-token-expiration", Duration.ZERO,
                "How long a token may live; 0 for as long as is asked");
    }

    ApiServerOptions.ServiceAccounts options() throws FlagException {
        Duration limit = most.get();
        if (!limit.isZero() && (limit.compareTo(LEAST) < 0 || limit.compareTo(MOST) > 0)) {
            throw new FlagException("the service-account-max-token-expiration must be between 1 hour and 2^32 seconds");
        }
        if (!jwksUri.get().isEmpty() && !jwksUri.get().startsWith("https://")) {
            throw new FlagException("service-account-jwks-uri requires https scheme, parsed as: " + jwksUri.get());
        }
        return new ApiServerOptions.ServiceAccounts(issuers.get(), audiences.get(),
                keys.get().stream().map(Path::of).toList(), ApiServerFlags.path(signingKey),
                new ServiceAccountTokens.Policy(lookup.get(), extend.get(), limit.toSeconds()),
                ApiServerFlags.text(jwksUri));
    }
}
