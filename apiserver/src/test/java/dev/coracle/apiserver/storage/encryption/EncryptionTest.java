package dev.coracle.apiserver.storage.encryption;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.coracle.api.naming.GroupResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Providers, their keys in turn, and what is no configuration. */
class EncryptionTest {

    private static final String KEY = "/registry/secrets/default/s";
    private static final byte[] PLAIN = "{\"kind\":\"Secret\"}".getBytes(StandardCharsets.UTF_8);
    private static final String ONE = Base64.getEncoder().encodeToString(new byte[32]);
    private static final String TWO = Base64.getEncoder().encodeToString("another key that has 32 bytes in".getBytes(
            StandardCharsets.UTF_8));
    private static final GroupResource SECRETS = new GroupResource("", "secrets");

    private static EncryptionRules rules(String resources) throws IOException {
        return EncryptionFile.parse(("apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n"
                + "resources:\n" + resources).getBytes(StandardCharsets.UTF_8));
    }

    private static Providers secrets(String providers) throws IOException {
        return rules("- {resources: [secrets], providers: [" + providers + "]}").of(SECRETS).orElseThrow();
    }

    private static String keys(String kind, String... namesAndSecrets) {
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < namesAndSecrets.length; i += 2) {
            keys.append(i == 0 ? "" : ", ").append("{name: ").append(namesAndSecrets[i]).append(", secret: '")
                    .append(namesAndSecrets[i + 1]).append("'}");
        }
        return "{" + kind + ": {keys: [" + keys + "]}}";
    }

    private static boolean begins(byte[] stored, String prefix) {
        return new String(stored, StandardCharsets.ISO_8859_1).startsWith(prefix);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aesgcm", "aescbc", "secretbox"})
    void whatOneWritesItReads(String kind) throws IOException, GeneralSecurityException {
        Providers providers = secrets(keys(kind, "k1", ONE));
        byte[] stored = providers.write(KEY, PLAIN);
        assertTrue(begins(stored, "k8s:enc:" + kind + ":v1:k1:"));
        assertFalse(new String(stored, StandardCharsets.ISO_8859_1).contains("Secret"));
        assertArrayEquals(PLAIN, providers.read(KEY, stored));
        assertFalse(providers.stale(stored));
        assertThrows(GeneralSecurityException.class,
                () -> secrets(keys(kind, "k1", TWO)).read(KEY, stored), "another key of the same name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"aesgcm", "secretbox"})
    void whatWasChangedIsNotRead(String kind) throws IOException, GeneralSecurityException {
        Providers providers = secrets(keys(kind, "k1", ONE));
        byte[] stored = providers.write(KEY, PLAIN);
        stored[stored.length - 1] ^= 1;
        assertThrows(GeneralSecurityException.class, () -> providers.read(KEY, stored));
        assertThrows(GeneralSecurityException.class,
                () -> providers.read(KEY, ("k8s:enc:" + kind + ":v1:k1:x").getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void gcmIsBoundToThePlace() throws IOException, GeneralSecurityException {
        Providers providers = secrets(keys("aesgcm", "k1", ONE));
        byte[] stored = providers.write(KEY, PLAIN);
        assertThrows(GeneralSecurityException.class, () -> providers.read("/registry/secrets/default/other", stored));
    }

    /** The example of NaCl's own tests (tests/secretbox.c), whose result is tests/secretbox.out. */
    @Test
    void theBoxIsNacls() throws GeneralSecurityException {
        HexFormat hex = HexFormat.of();
        byte[] key = hex.parseHex("1b27556473e985d462cd51197a9a46c76009549eac6474f206c4ee0844f68389");
        byte[] sealed = hex.parseHex("69696ee955b62b73cd62bda875fc73d68219e0036b7a0b37" // the nonce
                + "f3ffc7703f9400e52a7dfb4b3d3305d98e993b9f48681273c29650ba32fc76ce48332ea7164d96a4476fb8c531a1186a"
                + "c0dfc17c98dce87b4da7f011ec48c97271d2c20f9b928fe2270d6fb863d51738b48eeee314a7cc8ab932164548e526ae"
                + "90224368517acfeabd6bb3732bc0e9da99832b61ca01b6de56244a9e88d5f9b37973f622a43d14a6599b1f654cb45a74"
                + "e355a5");
        byte[] plain = hex.parseHex("be075fc53c81f2d5cf141316ebeb0c7b5228c52a4c62cbd44b66849b64244ffce5ecbaaf33bd751a"
                + "1ac728d45e6c61296cdc3c01233561f41db66cce314adb310e3be8250c46f06dceea3a7fa1348057e2f6556ad6b1318a"
                + "024a838f21af1fde048977eb48f59ffd4924ca1c60902e52f0a089bc76897040e082f937763848645e0705");
        assertArrayEquals(plain, new SecretBox(key, new java.security.SecureRandom()).open(sealed, new byte[0]));
    }

    @Test
    void keysAreReplacedInTurn() throws IOException, GeneralSecurityException {
        byte[] before = PLAIN;
        byte[] old = secrets(keys("aescbc", "k1", ONE)).write(KEY, PLAIN);
        Providers both = secrets(keys("secretbox", "k2", TWO) + ", " + keys("aescbc", "k1", ONE) + ", {identity: {}}");
        assertArrayEquals(PLAIN, both.read(KEY, before));
        assertArrayEquals(PLAIN, both.read(KEY, old));
        assertTrue(both.stale(before));
        assertTrue(both.stale(old));
        byte[] now = both.write(KEY, PLAIN);
        assertFalse(both.stale(now));
        assertThrows(GeneralSecurityException.class, () -> secrets(keys("aescbc", "k1", ONE)).read(KEY, now));
        Providers leaving = secrets("{identity: {}}, " + keys("secretbox", "k2", TWO));
        assertTrue(leaving.stale(now));
        assertArrayEquals(PLAIN, leaving.read(KEY, now));
        assertArrayEquals(PLAIN, leaving.write(KEY, PLAIN));
    }

    @Test
    void theNarrowestRuleCounts() throws IOException {
        EncryptionRules rules = rules("""
                - {resources: [secrets], providers: [{identity: {}}]}
                - {resources: [deployments.apps, '*.batch'], providers: [{identity: {}}]}
                """);
        assertTrue(rules.of(SECRETS).isPresent());
        assertTrue(rules.of(new GroupResource("batch", "jobs")).isPresent());
        assertTrue(rules.of(new GroupResource("apps", "deployments")).isPresent());
        assertFalse(rules.of(new GroupResource("apps", "daemonsets")).isPresent());
        assertFalse(rules.of(new GroupResource("", "configmaps")).isPresent());
        EncryptionRules core = rules("- {resources: ['*.'], providers: [{identity: {}}]}");
        assertTrue(core.of(SECRETS).isPresent());
        assertFalse(core.of(new GroupResource("batch", "jobs")).isPresent());
        EncryptionRules all = rules("- {resources: ['*.*'], providers: [{identity: {}}]}");
        assertTrue(all.of(new GroupResource("example.com", "things")).isPresent());
    }

    @Test
    void aKeyTellsItsResource() {
        ResourceOfKey keys = new ResourceOfKey("/registry/", Map.of("/registry/services/specs/",
                new GroupResource("", "services"), "/registry/secrets/", SECRETS));
        assertEquals(Optional.of(SECRETS), keys.of(KEY));
        assertEquals(Optional.of(new GroupResource("", "services")), keys.of("/registry/services/specs/ns/s"));
        assertEquals(Optional.of(new GroupResource("example.com", "things")),
                keys.of("/registry/example.com/things/ns/t"));
        assertEquals(Optional.empty(), keys.of("compact_rev_key"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'  []' | at least one resources is required",
        "- {resources: [], providers: [{identity: {}}]} | at least one resource is required",
        "- {resources: [secrets], providers: []} | at least one provider is required",
        "- {resources: [secrets], providers: [{kms: {apiVersion: v2}}]} | key management services are not supported",
        "- {resources: [secrets], providers: [{rot13: {}}]} | unknown field",
        "- {resources: [secrets], providers: [{aesgcm: {keys: []}}]} | at least one key is required",
        "- {resources: [secrets], providers: [{aesgcm: {keys: [{name: a, secret: hush}]}}]} | not of the expected length, got 3",
        "- {resources: [secrets], providers: [{aesgcm: {keys: [{name: a, secret: '!'}]}}]} | must be base64 encoded",
        "- {resources: [secrets], providers: [{aesgcm: {keys: [{name: 'a:b', secret: hush}]}}]} | without colons",
        "- {resources: ['*'], providers: [{identity: {}}]} | use '*.' to encrypt all",
        "- {resources: [Secrets], providers: [{identity: {}}]} | should not contain capital letters",
        "- {resources: [secrets, '*.'], providers: [{identity: {}}]} | will be masked",
        "- {resources: [secrets, secrets], providers: [{identity: {}}]} | cannot be specified multiple times"})
    void aMistakeIsNamed(String resources, String why) {
        IOException e = assertThrows(IOException.class, () -> rules(resources));
        assertTrue(String.valueOf(e.getMessage()).contains(why), e.getMessage());
        assertFalse(String.valueOf(e.getMessage()).contains("hush"), "keys are never shown");
    }

    @Test
    void anEarlierRuleMustNotHideALaterOne() {
        IOException e = assertThrows(IOException.class, () -> rules("""
                - {resources: ['*.*'], providers: [{identity: {}}]}
                - {resources: [secrets], providers: [{identity: {}}]}
                """));
        assertTrue(String.valueOf(e.getMessage()).contains("is masked by earlier rule"), e.getMessage());
    }
}
