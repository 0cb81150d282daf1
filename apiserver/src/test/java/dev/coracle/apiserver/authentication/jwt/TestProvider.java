package dev.coracle.apiserver.authentication.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import dev.coracle.apiserver.access.TestHttps;
import java.io.IOException;
import java.util.List;

/** An OpenID Connect provider on loopback. */
final class TestProvider implements AutoCloseable {

    static final String KEYS = "/keys";

    final TestHttps https;
    private volatile List<JWK> keys = List.of();

    TestProvider() throws IOException {
        https = new TestHttps();
        https.page("/.well-known/openid-configuration", question -> new TestHttps.Answer(200,
                "{\"issuer\":\"%s\",\"jwks_uri\":\"%s\"}".formatted(url(), url() + KEYS)));
        https.page(KEYS, question -> new TestHttps.Answer(200, new JWKSet(keys).toString()));
    }

    String url() {
        return https.url();
    }

    /** Publishes these, and no others. */
    void publish(JWK... published) {
        keys = List.of(published);
    }

    static RSAKey rsa(String id) throws JOSEException {
        return new RSAKeyGenerator(2048).keyID(id).generate();
    }

    static ECKey ec(String id) throws JOSEException {
        return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    }

    static String sign(JWK key, String claims) throws JOSEException {
        JWSAlgorithm algorithm = key instanceof RSAKey ? JWSAlgorithm.RS256 : JWSAlgorithm.ES256;
        return sign(key, new JWSHeader.Builder(algorithm).keyID(key.getKeyID()).type(JOSEObjectType.JWT).build(),
                claims);
    }

    static String sign(JWK key, JWSHeader header, String claims) throws JOSEException {
        JWSObject token = new JWSObject(header, new Payload(claims.replace('\'', '"')));
        token.sign(key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner((ECKey) key));
        return token.serialize();
    }

    @Override
    public void close() {
        https.close();
    }
}
