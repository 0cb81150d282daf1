package dev.coracle.apiserver.authentication.token;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.authentication.token.ServiceAccountAuthenticator;
import dev.coracle.apiserver.authentication.token.ServiceAccountTokens;
import dev.coracle.apiserver.authentication.token.TokenAuthenticator;
import dev.coracle.apiserver.authentication.token.VerificationKeys;
import dev.coracle.apiserver.registry.FakeObjects;
import dev.coracle.base.clock.ManualClock;
import dev.coracle.base.tls.CertificateAuthority;
import dev.coracle.base.tls.KeyFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceAccountTokensTest {

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T00:00:00Z"));
    private final FakeObjects objects = new FakeObjects()
            .with("", "serviceaccounts", "{'metadata':{'namespace':'ns','name':'sa','uid':'u1'}}")
            .with("", "pods", "{'metadata':{'namespace':'ns','name':'p','uid':'u2'}}");
    private Path key;
    private Path publicKey;

    @BeforeEach
    void keys() throws Exception {
        key = folder.resolve("sa.key");
        publicKey = folder.resolve("sa.pub");
        KeyFiles.writePair(KeyPairGenerator.getInstance("RSA").generateKeyPair(), key, publicKey);
    }

    private ServiceAccountTokens tokens(List<String> issuers) throws Exception {
        return ServiceAccountTokens.load(issuers, List.of(), List.of(publicKey), Optional.of(key), clock);
    }

    private TokenAuthenticator.Result authenticate(ServiceAccountTokens tokens, String token, String... audiences) {
        return new ServiceAccountAuthenticator(tokens, () -> objects).authenticate(token, List.of(audiences));
    }

    private static String issue(ServiceAccountTokens tokens, List<String> audiences) {
        return tokens.issue("ns", "sa", "u1", audiences, 600,
                Optional.of(new ServiceAccountTokens.Bound("Pod", "p", "u2")), Optional.empty(), Optional.empty())
                .token();
    }

    @Test
    void roundTrip() throws Exception {
        ServiceAccountTokens tokens = tokens(List.of("https://one", "https://two"));
        var accepted = assertInstanceOf(TokenAuthenticator.Result.Accepted.class,
                authenticate(tokens, issue(tokens, List.of("https://one"))));
        assertEquals("system:serviceaccount:ns:sa", accepted.user().name());
        assertEquals("u1", accepted.user().uid());
        assertEquals(List.of("system:serviceaccounts", "system:serviceaccounts:ns"), accepted.user().groups());
        assertEquals(List.of("p"), accepted.user().extra().get("authentication.kubernetes.io/pod-name"));
        assertTrue(accepted.user().extra().containsKey("authentication.kubernetes.io/credential-id"));
    }

    @Test
    void refusesOtherAudienceExpiryAndWhatIsGone() throws Exception {
        ServiceAccountTokens tokens = tokens(List.of("https://one"));
        String token = issue(tokens, List.of("vault"));
        assertInstanceOf(TokenAuthenticator.Result.Rejected.class, authenticate(tokens, token));
        assertInstanceOf(TokenAuthenticator.Result.Accepted.class, authenticate(tokens, token, "vault", "other"));
        clock.advance(Duration.ofSeconds(601));
        assertInstanceOf(TokenAuthenticator.Result.Rejected.class, authenticate(tokens, token, "vault"));
        String again = issue(tokens, List.of("https://one"));
        assertInstanceOf(TokenAuthenticator.Result.Accepted.class, authenticate(tokens, again));
        objects.delete(objects.ownContext(), new GroupResource("", "pods"), "ns", "p", Json.object());
        assertInstanceOf(TokenAuthenticator.Result.Rejected.class, authenticate(tokens, again));
    }

    @Test
    void refusesUnsignedForgedAndForeign() throws Exception {
        ServiceAccountTokens tokens = tokens(List.of("https://one"));
        String[] parts = issue(tokens, List.of("https://one")).split("\\.", -1);
        String none = Base64.getUrlEncoder().withoutPadding()
                .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));
        assertInstanceOf(TokenAuthenticator.Result.Rejected.class,
                authenticate(tokens, none + "." + parts[1] + "."));
        assertInstanceOf(TokenAuthenticator.Result.Rejected.class,
                authenticate(tokens, none + "." + parts[1] + "." + parts[2]));
        char[] changed = parts[2].toCharArray();
        changed[10] = changed[10] == 'A' ? 'B' : 'A';
        assertInstanceOf(TokenAuthenticator.Result.Rejected.class,
                authenticate(tokens, parts[0] + "." + parts[1] + "." + new String(changed)));
        assertInstanceOf(TokenAuthenticator.Result.Pass.class, authenticate(tokens, "admin-token"));
        assertInstanceOf(TokenAuthenticator.Result.Pass.class,
                authenticate(tokens(List.of("https://elsewhere")), String.join(".", parts)));
        Path otherKey = folder.resolve("other.key");
        KeyFiles.writePair(KeyPairGenerator.getInstance("RSA").generateKeyPair(), otherKey,
                folder.resolve("other.pub"));
        ServiceAccountTokens other = ServiceAccountTokens.load(List.of("https://one"), List.of(), List.of(),
                Optional.of(otherKey), clock);
        assertInstanceOf(TokenAuthenticator.Result.Rejected.class,
                authenticate(tokens, issue(other, List.of("https://one"))));
    }

    private String forged(ServiceAccountTokens tokens, String header, byte[] secret) throws Exception {
        String claims = issue(tokens, List.of("https://one")).split("\\.", -1)[1];
        String signed = Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8))
                + "." + claims;
        javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
        mac.init(new javax.crypto.spec.SecretKeySpec(secret, "HmacSHA256"));
        return signed + "." + Base64.getUrlEncoder().withoutPadding()
                .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aPublicKeyIsNoSharedSecretAndAKeyIdNoPath() throws Exception {
        ServiceAccountTokens tokens = tokens(List.of("https://one"));
        byte[] pem = Files.readAllBytes(folder.resolve("sa.pub"));
        byte[] der = VerificationKeys.read(folder.resolve("sa.pub")).getFirst().getEncoded();
        for (byte[] secret : List.of(pem, der, new byte[]{0})) {
            for (String algorithm : List.of("HS256", "RS256", "none", "")) {
                for (String id : List.of("", "../../../dev/null", "0")) {
                    assertInstanceOf(TokenAuthenticator.Result.Rejected.class, authenticate(tokens, forged(tokens,
                            "{\"alg\":\"" + algorithm + "\",\"kid\":\"" + id + "\"}", secret)));
                }
            }
        }
    }

    @Test
    void accountsThatWereMadeAgainAreOthers() throws Exception {
        ServiceAccountTokens tokens = tokens(List.of("https://one"));
        String token = issue(tokens, List.of("https://one"));
        GroupResource accounts = new GroupResource("", "serviceaccounts");
        objects.delete(objects.ownContext(), accounts, "ns", "sa", Json.object());
        assertInstanceOf(TokenAuthenticator.Result.Rejected.class, authenticate(tokens, token));
        objects.with("", "serviceaccounts", "{'metadata':{'namespace':'ns','name':'sa','uid':'another'}}");
        assertInstanceOf(TokenAuthenticator.Result.Rejected.class, authenticate(tokens, token));
    }

    @Test
    void tokensBoundToNodes() throws Exception {
        ServiceAccountTokens tokens = tokens(List.of("https://one"));
        objects.with("", "nodes", "{'metadata':{'name':'n','uid':'u9'}}");
        String token = tokens.issue("ns", "sa", "u1", List.of("https://one"), 600,
                Optional.of(new ServiceAccountTokens.Bound("Node", "n", "u9")), Optional.empty(), Optional.empty())
                .token();
        assertEquals(List.of("n"), assertInstanceOf(TokenAuthenticator.Result.Accepted.class,
                authenticate(tokens, token)).user().extra().get("authentication.kubernetes.io/node-name"));
        objects.delete(objects.ownContext(), new GroupResource("", "nodes"), "", "n", Json.object());
        assertInstanceOf(TokenAuthenticator.Result.Rejected.class, authenticate(tokens, token));
    }

    @Test
    void olderTokensLieInTheirSecret() throws Exception {
        ServiceAccountTokens tokens = tokens(List.of("https://one"));
        var claims = Json.object().put("iss", "kubernetes/serviceaccount").put("sub", "system:serviceaccount:ns:sa")
                .put("kubernetes.io/serviceaccount/namespace", "ns")
                .put("kubernetes.io/serviceaccount/secret.name", "old")
                .put("kubernetes.io/serviceaccount/service-account.name", "sa")
                .put("kubernetes.io/serviceaccount/service-account.uid", "u1");
        Path key = folder.resolve("sa.key");
        String token = JsonWebKeys.sign(claims, VerificationKeys.readPrivate(key),
                VerificationKeys.read(key).getFirst());
        assertInstanceOf(TokenAuthenticator.Result.Rejected.class, authenticate(tokens, token));
        String kept = Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.UTF_8));
        objects.with("", "secrets", "{'metadata':{'namespace':'ns','name':'old'},'data':{'token':'" + kept + "'}}");
        assertInstanceOf(TokenAuthenticator.Result.Accepted.class, authenticate(tokens, token));
        assertInstanceOf(TokenAuthenticator.Result.Rejected.class, authenticate(tokens, token, "vault"));
        GroupResource secrets = new GroupResource("", "secrets");
        assertEquals("2026-03-01", dev.coracle.api.tree.Trees.string(objects.get(secrets, "ns", "old").orElseThrow(),
                "metadata", "labels", "kubernetes.io/legacy-token-last-used"));
        objects.update(objects.ownContext(), secrets, "ns", "old", now -> {
            dev.coracle.api.tree.Trees.ensureObject(now, "metadata", "labels")
                    .put("kubernetes.io/legacy-token-invalid-since", "2026-03-01");
            return now;
        });
        assertInstanceOf(TokenAuthenticator.Result.Rejected.class, authenticate(tokens, token));
        assertInstanceOf(TokenAuthenticator.Result.Accepted.class, authenticate(
                tokens.withPolicy(new ServiceAccountTokens.Policy(false, true, 0)), token));
    }

    @Test
    void readsKeysInEveryFormThatToolsWrite() throws Exception {
        KeyPair rsa = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        Path pkcs1 = folder.resolve("pkcs1.key");
        Files.writeString(pkcs1, KeyFiles.pem("RSA PRIVATE KEY", inner(rsa.getPrivate().getEncoded(), 26)));
        assertEquals(rsa.getPublic(), VerificationKeys.read(pkcs1).getFirst());
        var made = CertificateAuthority.create("sa", clock).own();
        Path certificate = folder.resolve("cert.crt");
        Path ecKey = folder.resolve("ec.key");
        made.write(certificate, ecKey);
        assertEquals(made.chain().getFirst().getPublicKey(), VerificationKeys.read(certificate).getFirst());
        Path bcKey = folder.resolve("sec1.key");
        byte[] sec1 = new org.bouncycastle.asn1.sec.ECPrivateKey(256,
                ((java.security.interfaces.ECPrivateKey) made.key()).getS(),
                org.bouncycastle.asn1.sec.SECObjectIdentifiers.secp256r1).getEncoded();
        Files.writeString(bcKey, KeyFiles.pem("EC PRIVATE KEY", sec1));
        assertEquals(made.chain().getFirst().getPublicKey(), VerificationKeys.read(bcKey).getFirst());
        ServiceAccountTokens tokens = ServiceAccountTokens.load(List.of("i"), List.of(), List.of(certificate),
                Optional.of(ecKey), clock);
        assertEquals(List.of("ES256"), tokens.algorithms());
        String token = tokens.issue("ns", "sa", "u1", List.of("i"), 600, Optional.empty(), Optional.empty(),
                Optional.empty()).token();
        assertInstanceOf(TokenAuthenticator.Result.Accepted.class, authenticate(tokens, token));
    }

    private static byte[] inner(byte[] pkcs8, int header) {
        return Arrays.copyOfRange(pkcs8, header, pkcs8.length);
    }
}
