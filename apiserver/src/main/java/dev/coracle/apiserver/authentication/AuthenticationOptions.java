package dev.coracle.apiserver.authentication;

import dev.coracle.apiserver.authentication.token.BootstrapTokenAuthenticator;
import dev.coracle.apiserver.authentication.token.ServiceAccountAuthenticator;
import dev.coracle.apiserver.authentication.token.ServiceAccountTokens;
import dev.coracle.apiserver.authentication.token.TokenAuthenticator;
import dev.coracle.apiserver.authentication.token.TokenFileAuthenticator;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.base.clock.Clock;
import java.io.IOException;
import java.nio.file.Path;
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
 */
public record AuthenticationOptions(Optional<Path> clientCaFile, Optional<Path> tokenAuthFile, boolean anonymous,
        boolean bootstrapTokens, Optional<Path> requestHeaderCaFile, List<String> requestHeaderAllowedNames,
        FrontProxyAuthenticator.Headers requestHeaders) {

    /** Nothing but anonymous requests. */
    public static final AuthenticationOptions NONE = new AuthenticationOptions(Optional.empty(), Optional.empty(), true,
            false, Optional.empty(), List.of(),
            new FrontProxyAuthenticator.Headers(List.of(), List.of(), List.of(), List.of()));

    /**
     * The station as these options want it.
     *
     * @param objects asked for when the first token needs them
     * @throws IOException naming the file that can't be read or used
     */
    public Authentication build(ServiceAccountTokens serviceAccounts, Supplier<Objects> objects, Clock clock)
            throws IOException {
        List<Authenticator> connection = new ArrayList<>();
        List<TokenAuthenticator> tokens = new ArrayList<>();
        if (requestHeaderCaFile.isPresent()) {
            connection.add(new FrontProxyAuthenticator(TrustBundle.load(requestHeaderCaFile.get(), clock),
                    requestHeaderAllowedNames, requestHeaders));
        }
        if (clientCaFile.isPresent()) {
            connection.add(new ClientCertificateAuthenticator(TrustBundle.load(clientCaFile.get(), clock)));
        }
        if (tokenAuthFile.isPresent()) {
            tokens.add(TokenFileAuthenticator.load(tokenAuthFile.get()));
        }
        tokens.add(new ServiceAccountAuthenticator(serviceAccounts, objects));
        if (bootstrapTokens) {
            tokens.add(new BootstrapTokenAuthenticator(objects, clock));
        }
        return new Authentication(connection, tokens, anonymous);
    }
}
