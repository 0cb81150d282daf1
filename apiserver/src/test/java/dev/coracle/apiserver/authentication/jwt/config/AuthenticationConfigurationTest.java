package dev.coracle.apiserver.authentication.jwt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthenticationConfigurationTest {

    private static final String HEAD = "apiVersion: apiserver.config.k8s.io/v1\nkind: AuthenticationConfiguration\n";

    private static AuthenticationConfiguration parse(String yaml) throws IOException {
        return AuthenticationConfiguration.parse(yaml.getBytes(StandardCharsets.UTF_8), List.of("https://own"));
    }

    private static String jwt(String issuer, String mappings) {
        return HEAD + "jwt: [{issuer: {" + issuer + "}, " + mappings + "}]\n";
    }

    private static final String ISSUER = "url: 'https://a', audiences: [x]";
    private static final String NAME = "claimMappings: {username: {claim: sub, prefix: ''}}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "url: 'http://a', audiences: [x]|" + NAME
                + "|jwt[0].issuer.url: Invalid value: \"http://a\": URL scheme must be https",
        "url: 'https://own', audiences: [x]|" + NAME + "|URL must not overlap with disallowed issuers: [https://own]",
        "url: 'https://u:p@a', audiences: [x]|" + NAME + "|URL must not contain a username or password",
        "url: 'https://a?b', audiences: [x]|" + NAME + "|URL must not contain a query",
        "url: 'https://a'|" + NAME + "|jwt[0].issuer.audiences: Required value",
        "url: 'https://a', audiences: [x, z]|" + NAME + "|audienceMatchPolicy must be MatchAny for multiple audiences",
        "url: 'https://a', audiences: [x], discoveryURL: 'https://a/'|" + NAME
                + "|discoveryURL must be different from URL",
        "url: 'https://a', audiences: [x], certificateAuthority: junk|" + NAME + "|jwt[0].issuer.certificateAuthority",
        "url: 'https://a', audiences: [x], more: 1|" + NAME + "|unknown field \"jwt[0].issuer.more\"",
        ISSUER + "|claimMappings: {}|jwt[0].claimMappings.username: Required value: claim or expression is required",
        ISSUER + "|claimMappings: {username: {claim: sub}}|prefix is required when claim is set",
        ISSUER + "|claimMappings: {username: {claim: sub, expression: 'claims.sub', prefix: ''}}|can't both be set",
        ISSUER + "|claimMappings: {username: {expression: 'claims.'}}|compilation failed",
        ISSUER + "|claimMappings: {username: {expression: 'true'}}|must evaluate to string",
        ISSUER + "|claimMappings: {username: {expression: 'claims.email'}}|claims.email_verified must be used",
        ISSUER + "|claimMappings: {username: {claim: sub, prefix: ''}, extra: [{key: 'x.k8s.io/a', valueExpression: '\"a\"'}]}|reserved for Kubernetes use",
        ISSUER + "|claimMappings: {username: {claim: sub, prefix: ''}, extra: [{key: 'a/B', valueExpression: '\"a\"'}]}|must be lowercase",
        ISSUER + "|" + NAME + ", userValidationRules: [{expression: 'user.nme == \"\"'}]|undefined field 'nme'",
        ISSUER + "|" + NAME
                + ", claimValidationRules: [{claim: a, message: b}]|may not be specified when claim is set"})
    void mistakes(String issuer, String mappings, String why) {
        String message = String.valueOf(
                assertThrows(IOException.class, () -> parse(jwt(issuer, mappings))).getMessage());
        assertTrue(message.contains(why), message);
    }

    @Test
    void wrongFiles() {
        for (String file : List.of("", "[]", "kind: Other\napiVersion: apiserver.config.k8s.io/v1",
                HEAD + "jwt: []\njwt: []",
                HEAD + "more: 1")) {
            assertThrows(IOException.class, () -> parse(file), file);
        }
        String twice = "{issuer: {" + ISSUER + "}, " + NAME + "}";
        assertTrue(String.valueOf(assertThrows(IOException.class,
                () -> parse(HEAD + "jwt: [" + twice + ", " + twice + "]")).getMessage())
                .contains("jwt[1].issuer.url: Duplicate value"));
    }

    @Test
    void anonymous() throws IOException {
        AuthenticationConfiguration.Anonymous some = parse(
                HEAD + "anonymous: {enabled: true, conditions: [{path: /livez}, {path: /healthz}]}").anonymous()
                .orElseThrow();
        assertTrue(some.allows("/livez"));
        assertFalse(some.allows("/livez/"));
        assertFalse(some.allows("/api"));
        assertFalse(parse(HEAD + "anonymous: {enabled: false}").anonymous().orElseThrow().allows("/livez"));
        assertThrows(IOException.class,
                () -> parse(HEAD + "anonymous: {enabled: false, conditions: [{path: /livez}]}"));
        assertEquals(List.of(), parse(HEAD + "jwt: []").providers());
    }

    @Test
    void mailThatIsLookedAtAsVerified() throws IOException {
        assertEquals(1, parse(jwt(ISSUER, "claimMappings: {username: {expression: claims.email}}, "
                + "claimValidationRules: [{expression: 'claims.?email_verified.orValue(true) == true'}]")).providers()
                .size());
    }
}
