package dev.coracle.apiserver.authentication.jwt.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One provider and what is made of its tokens. Immutable. */
public record JwtSettings(JwtIssuer issuer, ClaimMapper mapper) {

    /**
     * What the flags {@code --oidc-*} say.
     *
     * @param usernamePrefix empty for the issuer and a hash sign, unless the claim is {@code email}; {@code -} for none
     * @param groupsClaim    empty for no groups
     * @param authorities    PEM of those who vouch for the provider's server
     */
    public record Flags(String issuerUrl, String clientId, String usernameClaim, String usernamePrefix,
            String groupsClaim, String groupsPrefix, Map<String, String> requiredClaims, List<String> algorithms,
            Optional<String> authorities) {

        /** @throws IllegalArgumentException naming the flag that can't be used */
        public JwtSettings settings() {
            for (String algorithm : algorithms) {
                if (!JwtIssuer.ALGORITHMS.contains(algorithm)) {
                    throw new IllegalArgumentException("--oidc-signing-algs: oidc: unsupported signing alg: \""
                            + algorithm + "\"");
                }
            }
            if (!issuerUrl.startsWith("https://")) {
                throw new IllegalArgumentException("--oidc-issuer-url: URL scheme must be https");
            }
            Optional<ClaimSource> groups = groupsClaim.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new ClaimSource.Claim(groupsClaim, groupsPrefix));
            return new JwtSettings(
                    new JwtIssuer(issuerUrl, Optional.empty(), authorities, List.of(clientId), Set.copyOf(algorithms)),
                    new ClaimMapper(new ClaimSource.Claim(usernameClaim, prefix()), groups, Optional.empty(), Map.of(),
                            requiredClaims, List.of(), List.of()));
        }

        private String prefix() {
            if (usernamePrefix.isEmpty() && !usernameClaim.equals("email")) {
                return issuerUrl + "#";
            }
            return usernamePrefix.equals("-") ? "" : usernamePrefix;
        }
    }
}
