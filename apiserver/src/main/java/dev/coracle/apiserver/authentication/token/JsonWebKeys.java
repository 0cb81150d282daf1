package dev.coracle.apiserver.authentication.token;

import dev.coracle.api.tree.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Signs and verifies compact JSON Web Tokens (RFC 7515, 7519) with RS256, ES256, ES384 and ES512; which of them follows from the key,
 * never from the token. Immutable and safe for use by any number of threads.
 */
final class JsonWebKeys {

    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
    private static final int MAX_TOKEN = 64 << 10;

    private record VerificationKey(String id, String algorithm, PublicKey key) {}

    private final List<VerificationKey> keys;

    JsonWebKeys(List<PublicKey> publicKeys) {
        this.keys = publicKeys.stream().distinct().map(k -> new VerificationKey(id(k), algorithm(k), k)).toList();
    }

    /** The claims of a token, not yet verified: to see whose it is. Empty if it is no token. */
    static Optional<ObjectNode> claims(String token) {
        String[] parts = token.split("\\.", -1);
        return parts.length == 3 && token.length() <= MAX_TOKEN ? object(parts[1]) : Optional.empty();
    }

    /** Whether one of the keys signed the token. The header's key id, when it names one of them, says which to try. */
    boolean verifies(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3 || token.length() > MAX_TOKEN) {
            return false;
        }
        Optional<ObjectNode> header = object(parts[0]);
        Optional<byte[]> signature = bytes(parts[2]);
        if (header.isEmpty() || signature.isEmpty() || header.get().has("crit")) {
            return false;
        }
        String algorithm = text(header.get(), "alg");
        String id = text(header.get(), "kid");
        boolean known = keys.stream().anyMatch(k -> k.id.equals(id));
        byte[] signed = token.substring(0, token.lastIndexOf('.')).getBytes(StandardCharsets.US_ASCII);
        return keys.stream().filter(k -> k.algorithm.equals(algorithm) && (!known || k.id.equals(id)))
                .anyMatch(k -> verifies(k, signed, signature.get()));
    }

    static String sign(ObjectNode claims, PrivateKey key, PublicKey publicHalf) {
        ObjectNode header = Json.object().put("alg", algorithm(publicHalf)).put("kid", id(publicHalf));
        String signed = URL.encodeToString(Json.print(header)) + "." + URL.encodeToString(Json.print(claims));
        try {
            Signature signature = Signature.getInstance(jcaName(algorithm(publicHalf)));
            signature.initSign(key);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the service account signing key can't sign: " + e.getMessage(), e);
        }
    }

    /** The keys as a JWK set (RFC 7517). */
    ObjectNode keySet() {
        ObjectNode set = Json.object();
        ArrayNode list = set.putArray("keys");
        keys.forEach(k -> list.add(webKey(k)));
        return set;
    }

    /** The algorithms that tokens can be signed with, sorted. */
    List<String> algorithms() {
        return keys.stream().map(VerificationKey::algorithm).distinct().sorted().toList();
    }

    private static ObjectNode webKey(VerificationKey k) {
        ObjectNode key = Json.object().put("use", "sig");
        switch (k.key) {
            case RSAPublicKey rsa -> key.put("kty", "RSA").put("kid", k.id).put("alg", k.algorithm)
                    .put("n", URL.encodeToString(unsigned(rsa.getModulus(), 0)))
                    .put("e", URL.encodeToString(unsigned(rsa.getPublicExponent(), 0)));
            case ECPublicKey ec -> {
                int size = (bits(ec) + 7) / 8;
                key.put("kty", "EC").put("kid", k.id).put("crv", "P-" + bits(ec)).put("alg", k.algorithm)
                        .put("x", URL.encodeToString(unsigned(ec.getW().getAffineX(), size)))
                        .put("y", URL.encodeToString(unsigned(ec.getW().getAffineY(), size)));
            }
            default -> throw new IllegalStateException("a key that is neither RSA nor EC");
        }
        return key;
    }

    private static byte[] unsigned(BigInteger value, int size) {
        byte[] bytes = value.toByteArray();
        byte[] stripped = bytes.length > 1 && bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
        if (stripped.length >= size) {
            return stripped;
        }
        byte[] padded = new byte[size];
        System.arraycopy(stripped, 0, padded, size - stripped.length, stripped.length);
        return padded;
    }

    private static boolean verifies(VerificationKey key, byte[] signed, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(jcaName(key.algorithm));
            verifier.initVerify(key.key);
            verifier.update(signed);
            return verifier.verify(signature);
        } catch (GeneralSecurityException malformed) {
            return false;
        }
    }

    /** As kube-apiserver names keys: the SHA-256 of the SubjectPublicKeyInfo. */
    private static String id(PublicKey key) {
        try {
            return URL.encodeToString(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private static String algorithm(PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa -> "RS256";
            case ECPublicKey ec -> bits(ec) == 521 ? "ES512" : "ES" + bits(ec);
            default -> throw new IllegalArgumentException(
                    "service account keys are RSA or elliptic curve keys, not " + key.getAlgorithm());
        };
    }

    private static int bits(ECKey key) {
        return key.getParams().getCurve().getField().getFieldSize();
    }

    private static String jcaName(String algorithm) {
        return switch (algorithm) {
            case "RS256" -> "SHA256withRSA";
            case "ES256" -> "SHA256withECDSAinP1363Format";
            case "ES384" -> "SHA384withECDSAinP1363Format";
            case "ES512" -> "SHA512withECDSAinP1363Format";
            default -> throw new IllegalArgumentException("unknown algorithm " + algorithm);
        };
    }

    private static Optional<byte[]> bytes(String part) {
        try {
            return Optional.of(Base64.getUrlDecoder().decode(part));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    private static Optional<ObjectNode> object(String part) {
        try {
            return bytes(part).map(Json::parse).filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast);
        } catch (JacksonException malformed) {
            return Optional.empty();
        }
    }

    private static String text(JsonNode node, String name) {
        return dev.coracle.api.tree.Trees.string(node, name);
    }
}
