package dev.coracle.apiserver.authentication;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.authentication.jwt.config.AuthenticationConfiguration.Anonymous;
import dev.coracle.apiserver.authentication.token.TokenAuthenticator;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.UserInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The station that says who speaks: client certificates and front proxies, then bearer tokens; a request without credentials is
 * anonymous where that is allowed. Everybody who was authenticated is also in the group {@code system:authenticated}. Safe for use by
 * any number of threads.
 */
public final class Authentication implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Authentication.class);
    private static final String AUTHENTICATED = "system:authenticated";
    private static final String WEBSOCKET_TOKEN = "base64url.bearer.authorization.k8s.io.";

    private final List<Authenticator> connection;
    private final List<TokenAuthenticator> tokens;
    private final Anonymous anonymous;
    private final AutoCloseable background;

    /**
     * @param connection authenticators that look at certificates and headers, in order
     * @param tokens     those that look at a bearer token, in order
     * @param anonymous  whether requests without credentials pass, as {@link UserInfo#ANONYMOUS}
     */
    public Authentication(List<Authenticator> connection, List<TokenAuthenticator> tokens, boolean anonymous) {
        this(connection, tokens, new Anonymous(anonymous, List.of()), () -> {});
    }

    /** @param anonymous where requests without credentials pass @param background what keeps running for the authenticators */
    Authentication(List<Authenticator> connection, List<TokenAuthenticator> tokens, Anonymous anonymous,
            AutoCloseable background) {
        this.connection = List.copyOf(connection);
        this.tokens = List.copyOf(tokens);
        this.anonymous = anonymous;
        this.background = background;
    }

    /** @throws StatusException (401) for a wrong credential, or for none where anonymous requests are not allowed */
    public UserInfo authenticate(HttpRequest request) {
        boolean rejected = false;
        for (Authenticator authenticator : connection) {
            switch (authenticator.authenticate(request)) {
                case Authenticator.Outcome.Pass() -> {
                }
                case Authenticator.Outcome.Authenticated(UserInfo user) -> {
                    return authenticated(user);
                }
                case Authenticator.Outcome.Rejected(String why) -> {
                    LOG.debug("request from {} to {} not authenticated: {}", request.remote(), request.path(), why);
                    rejected = true;
                }
            }
        }
        Optional<String> token = bearerToken(request);
        if (token.isPresent()) {
            if (review(token.get(), List.of()) instanceof TokenAuthenticator.Result.Accepted accepted) {
                return accepted.user();
            }
            throw StatusException.unauthorized();
        }
        if (rejected || !anonymous.allows(request.path())) {
            throw StatusException.unauthorized();
        }
        return UserInfo.ANONYMOUS;
    }

    /** What this server thinks of a token; a user that comes back is in the group of all authenticated. */
    public TokenAuthenticator.Result review(String token, List<String> audiences) {
        String why = "";
        for (TokenAuthenticator authenticator : tokens) {
            switch (authenticator.authenticate(token, audiences)) {
                case TokenAuthenticator.Result.Pass() -> {
                }
                case TokenAuthenticator.Result.Accepted(UserInfo user, List<String> meant) -> {
                    return new TokenAuthenticator.Result.Accepted(authenticated(user), meant);
                }
                case TokenAuthenticator.Result.Rejected(String reason) -> {
                    LOG.debug("token not accepted: {}", reason);
                    why = why.isEmpty() ? reason : why + ", " + reason;
                }
            }
        }
        return why.isEmpty() ? new TokenAuthenticator.Result.Pass() : new TokenAuthenticator.Result.Rejected(why);
    }

    @Override
    public void close() throws Exception {
        background.close();
    }

    private static UserInfo authenticated(UserInfo user) {
        if (user.groups().contains(AUTHENTICATED) || user.name().equals(UserInfo.ANONYMOUS.name())) {
            return user;
        }
        List<String> groups = new ArrayList<>(user.groups());
        groups.add(AUTHENTICATED);
        return new UserInfo(user.name(), user.uid(), groups, user.extra());
    }

    private static Optional<String> bearerToken(HttpRequest request) {
        Optional<String> header = request.header("authorization").map(String::trim)
                .filter(h -> h.toLowerCase(Locale.ROOT).startsWith("bearer ")).map(h -> h.substring(7).trim())
                .filter(t -> !t.isEmpty());
        return header.isPresent() ? header : webSocketToken(request);
    }

    /** A browser can't set headers on a WebSocket, but names of subprotocols: one for the token, and another that is agreed to. */
    private static Optional<String> webSocketToken(HttpRequest request) {
        if (request.upgrade().filter("websocket"::equalsIgnoreCase).isEmpty()) {
            return Optional.empty();
        }
        List<String> protocols = request.headers("sec-websocket-protocol").stream()
                .flatMap(header -> List.of(header.split(",")).stream()).map(String::trim).toList();
        List<String> tokens = protocols.stream().filter(p -> p.startsWith(WEBSOCKET_TOKEN))
                .map(p -> decoded(p.substring(WEBSOCKET_TOKEN.length()))).toList();
        if (tokens.isEmpty()) {
            return Optional.empty();
        }
        if (tokens.size() > 1 || protocols.size() == 1 || tokens.getFirst().isEmpty()) {
            throw StatusException.unauthorized();
        }
        return Optional.of(tokens.getFirst());
    }

    private static String decoded(String base64) {
        try {
            return new String(java.util.Base64.getUrlDecoder().decode(base64),
                    java.nio.charset.StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return "";
        }
    }
}
