package dev.coracle.apiserver.authentication;

import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A client certificate that {@code --client-ca-file} vouches for: the common name is the user, organizations are groups. */
public final class ClientCertificateAuthenticator implements Authenticator {

    private static final int MAX_REMEMBERED = 4096;
    private static final DistributionDataPoint LIFE = Metrics.histogram(
            "apiserver_client_certificate_expiration_seconds",
            "[ALPHA] How long client certificates were still valid when they were shown.",
            new double[]{0, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 172_800, 345_600, 604_800, 2_592_000,
                7_776_000, 15_552_000, 31_104_000});

    private final TrustBundle authorities;
    private final Map<X509Certificate, UserInfo> users = new ConcurrentHashMap<>();

    public ClientCertificateAuthenticator(TrustBundle authorities) {
        this.authorities = authorities;
    }

    @Override
    public Outcome authenticate(HttpRequest request) {
        List<X509Certificate> chain = request.certificates();
        if (chain.isEmpty()) {
            return new Outcome.Pass();
        }
        Optional<String> objection = authorities.objection(chain);
        if (objection.isPresent()) {
            return new Outcome.Rejected("x509: " + objection.get());
        }
        X509Certificate leaf = chain.getFirst();
        LIFE.observe((leaf.getNotAfter().getTime() - System.currentTimeMillis()) / 1e3);
        UserInfo user = users.get(leaf);
        if (user == null) {
            user = user(leaf);
            if (users.size() >= MAX_REMEMBERED) {
                users.clear();
            }
            users.put(leaf, user);
        }
        return user.name().isEmpty() ? new Outcome.Pass() : new Outcome.Authenticated(user);
    }

    private static UserInfo user(X509Certificate leaf) {
        try {
            String id = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(leaf.getEncoded()));
            return new UserInfo(Subjects.commonName(leaf), "", Subjects.organizations(leaf),
                    Map.of("authentication.kubernetes.io/credential-id", List.of("X509SHA256=" + id)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a verified certificate can't be encoded", e);
        }
    }
}
