package dev.coracle.apiserver.authentication.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.PlainObject;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.RSAKey;
import dev.coracle.apiserver.access.TestHttps;
import dev.coracle.apiserver.authentication.jwt.config.AuthenticationConfiguration;
import dev.coracle.apiserver.authentication.jwt.config.JwtSettings;
import dev.coracle.apiserver.authentication.token.TokenAuthenticator.Result;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.base.clock.ManualClock;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JwtAuthenticatorsTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private static final long NOW = START.getEpochSecond();

    private final ManualClock clock = new ManualClock(START);
    private TestProvider provider;
    private RSAKey key;
    private Optional<JwtAuthenticators> made = Optional.empty();

    @BeforeEach
    void open() throws Exception {
        provider = new TestProvider();
        key = TestProvider.rsa("one");
        provider.publish(key.toPublicJWK());
    }

    @AfterEach
    void close() {
        made.ifPresent(JwtAuthenticators::close);
        provider.close();
    }

    private String config(String mappings) {
        return """
                apiVersion: apiserver.config.k8s.io/v1
                kind: AuthenticationConfiguration
                jwt:
                - issuer:
                    url: %s
                    audiences: [coracle, other]
                    audienceMatchPolicy: MatchAny
                    certificateAuthority: |
                %s
                %s
                """.formatted(provider.url(), provider.https.authorities().indent(6), mappings.indent(2));
    }

    private static final String PLAIN = """
            claimMappings:
              username: {claim: sub, prefix: 'oidc:'}
              groups: {claim: groups, prefix: 'g-'}
              uid: {claim: id}
            """;

    private JwtAuthenticators build(String config) throws Exception {
        AuthenticationConfiguration parsed = AuthenticationConfiguration
                .parse(config.getBytes(StandardCharsets.UTF_8), List.of("https://own"));
        JwtAuthenticators authenticators = new JwtAuthenticators(parsed.providers(), clock);
        made = Optional.of(authenticators);
        assertTrue(authenticators.awaitReady(Duration.ofSeconds(30)), "discovery");
        return authenticators;
    }

    private String claims(String more) {
        return "{'iss':'%s','aud':'coracle','exp':%d,'sub':'jane','id':'7'%s}".formatted(provider.url(), NOW + 600,
                more.isEmpty() ? "" : "," + more);
    }

    private static UserInfo accepted(Result result) {
        return assertInstanceOf(Result.Accepted.class, result).user();
    }

    private static String refused(Result result) {
        return assertInstanceOf(Result.Rejected.class, result).why();
    }

    @Test
    void claimsMakeAUser() throws Exception {
        JwtAuthenticators authenticators = build(config(PLAIN));
        String token = TestProvider.sign(key, claims("'groups':['a','b'],'jti':'x'"));
        assertEquals(new UserInfo("oidc:jane", "7", List.of("g-a", "g-b"),
                Map.of("authentication.kubernetes.io/credential-id", List.of("JTI=x"))),
                accepted(authenticators.authenticate(token, List.of())));
        assertEquals(List.of("g-solo"), accepted(
                authenticators.authenticate(TestProvider.sign(key, claims("'groups':'solo'")), List.of())).groups());
        assertInstanceOf(Result.Pass.class, authenticators.authenticate("opaque", List.of()));
        assertInstanceOf(Result.Pass.class, authenticators
                .authenticate(TestProvider.sign(key, "{'iss':'https://elsewhere','sub':'jane'}"), List.of()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'exp':-1|token is expired", "'exp':'soon'|token is expired",
        "'nbf':301|before the nbf", "'aud':'vault'|expected audience", "'aud':['vault']|expected audience",
        "'aud':7|expected audience", "'sub':7|parse username claim", "'groups':{'a':1}|neither a string nor a list",
        "'id':null|parse uid claim"})
    void wrongClaims(String claim, String why) throws Exception {
        String name = claim.split("'")[1];
        String value = claim.substring(claim.indexOf(':') + 1);
        boolean relative = name.equals("exp") || name.equals("nbf");
        String moved = relative && !value.startsWith("'") ? Long.toString(NOW + Long.parseLong(value)) : value;
        String refused = refused(build(config(PLAIN))
                .authenticate(TestProvider.sign(key, claims("'" + name + "':" + moved)), List.of()));
        assertTrue(refused.contains(why), refused);
    }

    @Test
    void missingExpiry() throws Exception {
        String token = TestProvider.sign(key,
                "{'iss':'%s','aud':'coracle','sub':'jane'}".formatted(provider.url()));
        assertEquals("oidc: verify token: token is expired", refused(build(config(PLAIN)).authenticate(token,
                List.of())));
    }

    @Test
    void nobodySignsWithoutAKeyOrWithThePublicOne() throws Exception {
        JwtAuthenticators authenticators = build(config(PLAIN));
        Payload payload = new Payload(claims("").replace('\'', '"'));
        String none = new PlainObject(payload).serialize();
        assertTrue(refused(authenticators.authenticate(none, List.of())).contains("malformed"));
        for (byte[] secret : List.of(key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8),
                key.toPublicKey().getEncoded(), key.getModulus().decode())) {
            JWSObject token = new JWSObject(new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(), payload);
            token.sign(new MACSigner(secret));
            assertTrue(refused(authenticators.authenticate(token.serialize(), List.of()))
                    .contains("algorithm that is not allowed"));
        }
        String good = TestProvider.sign(key, claims(""));
        String[] parts = good.split("\\.");
        for (String header : List.of("{\"alg\":\"none\"}", "{\"alg\":\"None\",\"kid\":\"one\"}", "{}",
                "{\"alg\":\"RS256\",\"crit\":[\"exp\"],\"exp\":1}")) {
            String forged = Base64.getUrlEncoder().withoutPadding()
                    .encodeToString(header.getBytes(StandardCharsets.UTF_8)) + "." + parts[1] + ".";
            refused(authenticators.authenticate(forged, List.of()));
            refused(authenticators.authenticate(forged + parts[2], List.of()));
        }
    }

    @Test
    void aTokenCannotBringItsOwnKey() throws Exception {
        JwtAuthenticators authenticators = build(config(PLAIN));
        RSAKey own = TestProvider.rsa("one");
        JWSHeader.Builder header = new JWSHeader.Builder(JWSAlgorithm.RS256);
        for (JWSHeader each : List.of(header.keyID("one").build(), header.keyID("../../dev/null").build(),
                header.keyID("' or 1=1").build(), header.jwk(own.toPublicJWK()).build(),
                header.jwkURL(URI.create(provider.url() + "/mine")).build(), header.keyID(null).build())) {
            refused(authenticators.authenticate(TestProvider.sign(own, each, claims("")), List.of()));
        }
        assertEquals(0, provider.https.visits("/mine"));
    }

    @Test
    void rotatedKeysAreFetchedAndNotMoreOftenThanOnceASecond() throws Exception {
        JwtAuthenticators authenticators = build(config(PLAIN));
        accepted(authenticators.authenticate(TestProvider.sign(key, claims("")), List.of()));
        assertEquals(1, provider.https.visits(TestProvider.KEYS));
        var next = TestProvider.ec("two");
        String token = TestProvider.sign(next, claims(""));
        provider.publish(next.toPublicJWK());
        for (int i = 0; i < 5; i++) {
            refused(authenticators.authenticate(token, List.of()));
        }
        assertEquals(1, provider.https.visits(TestProvider.KEYS));
        clock.advance(ProviderKeys.PAUSE);
        assertEquals("oidc:jane", accepted(authenticators.authenticate(token, List.of())).name());
        assertEquals(2, provider.https.visits(TestProvider.KEYS));
        refused(authenticators.authenticate(TestProvider.sign(key, claims("")), List.of()));
    }

    @Test
    void expressions() throws Exception {
        JwtAuthenticators authenticators = build(config("""
                claimMappings:
                  username: {expression: 'claims.email_verified ? "mail:" + claims.email : ""'}
                  groups: {expression: 'claims.roles.map(r, "role:" + r)'}
                  uid: {expression: claims.id}
                  extra:
                  - {key: example.com/tenant, valueExpression: claims.?tenant.orValue("none")}
                claimValidationRules:
                - {claim: hd, requiredValue: example.com}
                - {expression: 'claims.exp - claims.iat <= 3600', message: lives too long}
                userValidationRules:
                - {expression: "!user.groups.exists(g, g.startsWith('role:system'))", message: reserved}
                """));
        String good = "'email':'j@x','email_verified':true,'roles':['dev'],'hd':'example.com','iat':" + NOW;
        UserInfo user = accepted(authenticators.authenticate(TestProvider.sign(key, claims(good)), List.of()));
        assertEquals(new UserInfo("mail:j@x", "7", List.of("role:dev"), Map.of("example.com/tenant",
                List.of("none"))), user);
        Map<String, String> wrong = Map.of(good.replace("true", "false"), "empty username", good.replace("'dev'",
                "'system:masters'"), "reserved", good.replace("example.com", "evil.com"), "required claim hd",
                good
                        .replace("'iat':" + NOW, "'iat':1"),
                "lives too long", good.replace("'roles':['dev'],", ""), "error evaluating group claim expression");
        for (Map.Entry<String, String> each : wrong.entrySet()) {
            String why = refused(
                    authenticators.authenticate(TestProvider.sign(key, claims(each.getKey())), List.of()));
            assertTrue(why.contains(each.getValue()), why);
        }
    }

    @Test
    void unverifiedMail() throws Exception {
        JwtAuthenticators authenticators = build(
                config("claimMappings: {username: {claim: email, prefix: ''}}"));
        assertEquals("j@x", accepted(
                authenticators.authenticate(TestProvider.sign(key, claims("'email':'j@x'")), List.of())).name());
        assertEquals("oidc: email not verified", refused(authenticators.authenticate(
                TestProvider.sign(key, claims("'email':'j@x','email_verified':false")), List.of())));
    }

    @Test
    void distributedGroups() throws Exception {
        JwtAuthenticators authenticators = build(config(PLAIN));
        provider.https.page("/groups", question -> {
            try {
                assertEquals("Bearer pass", question.headers().get("authorization"));
                return new TestHttps.Answer(200, TestProvider.sign(key, claims("'groups':['far']")));
            } catch (Exception e) {
                return new TestHttps.Answer(500, "");
            }
        });
        String token = TestProvider.sign(key, claims("'_claim_names':{'groups':'s'},'_claim_sources':{'s':{"
                + "'endpoint':'" + provider.url() + "/groups','access_token':'pass'}}"));
        assertEquals(List.of("g-far"), accepted(authenticators.authenticate(token, List.of())).groups());
        provider.https.page("/groups", question -> new TestHttps.Answer(200, "not.a.token"));
        assertTrue(refused(authenticators.authenticate(token, List.of())).contains("distributed"));
    }

    @Test
    void anotherFileTakesOver() throws Exception {
        JwtAuthenticators authenticators = build(config(PLAIN));
        String token = TestProvider.sign(key, claims(""));
        authenticators.replace(config(PLAIN).replace("oidc:", "new:").getBytes(StandardCharsets.UTF_8), List.of(),
                Optional.empty());
        assertEquals("new:jane", accepted(authenticators.authenticate(token, List.of())).name());
        byte[] unnamed = (config(PLAIN) + "\nanonymous: {enabled: false}\n").getBytes(StandardCharsets.UTF_8);
        assertTrue(String.valueOf(assertThrows(IOException.class,
                () -> authenticators.replace(unnamed, List.of(), Optional.empty())).getMessage())
                .contains("changed from initial configuration file"));
        assertEquals("new:jane", accepted(authenticators.authenticate(token, List.of())).name());
    }

    @Test
    void flags() throws Exception {
        JwtSettings.Flags flags = new JwtSettings.Flags(provider.url(), "coracle", "sub", "", "groups", "", Map.of(),
                List.of("RS256"), Optional.of(provider.https.authorities()));
        JwtAuthenticators authenticators = new JwtAuthenticators(List.of(flags.settings()), clock);
        made = Optional.of(authenticators);
        assertTrue(authenticators.awaitReady(Duration.ofSeconds(30)));
        assertEquals(provider.url() + "#jane",
                accepted(authenticators.authenticate(TestProvider.sign(key, claims("")), List.of())).name());
        provider.publish(TestProvider.ec("e").toPublicJWK());
        assertTrue(refused(authenticators.authenticate(TestProvider.sign(TestProvider.ec("e"), claims("")),
                List.of())).contains("expected one of [RS256]"));
        assertThrows(IllegalArgumentException.class, () -> new JwtSettings.Flags("https://x", "c", "sub", "", "", "",
                Map.of(), List.of("HS256"), Optional.empty()).settings());
    }

    @Test
    void anotherProvidersDocumentIsNotTaken() throws Exception {
        provider.https.page("/.well-known/openid-configuration", question -> new TestHttps.Answer(200,
                "{\"issuer\":\"https://elsewhere\",\"jwks_uri\":\"%s\"}".formatted(provider.url() + "/keys")));
        JwtSettings settings = AuthenticationConfiguration
                .parse(config(PLAIN).getBytes(StandardCharsets.UTF_8), List.of()).providers().getFirst();
        ProviderKeys keys = new ProviderKeys(settings.issuer(),
                new ProviderClient(settings.issuer().authorities()), clock);
        assertTrue(String.valueOf(assertThrows(IOException.class, keys::discover).getMessage())
                .contains("did not match"));
        assertEquals(Set.of("RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS384", "PS512"),
                settings.issuer().algorithms());
    }
}
