package dev.coracle.apiserver.resource.pod.volume;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImagePullTest {

    private static final String DIGEST = "@sha256:" + "0a".repeat(32);

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "nginx:latest", "localhost:5000/a/b", "[2001:db8::1]:5000/a",
        "registry.example/a_b/c__d/e-f:latest"})
    void whatMayChangeIsPulledEachTime(String image) {
        assertEquals("Always", ImagePull.policy(image));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx:1", "localhost:5000/a/b:v1.2", "a:Latest", "", "Nginx", "a//b", "a:", "a:b:c"})
    void whatHasATagOrIsNoReferenceIsPulledOnce(String image) {
        assertEquals("IfNotPresent", ImagePull.policy(image));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nginx", "nginx:1", "registry.example/a"})
    void aDigestDoesNotChange(String image) {
        assertEquals("IfNotPresent", ImagePull.policy(image + DIGEST));
    }

    @Test
    void theLatestIsThatBesideADigestToo() {
        assertEquals("Always", ImagePull.policy("nginx:latest" + DIGEST));
    }

    /** The reference grammar keeps 64 hexadecimal digits for identifiers. */
    @ParameterizedTest
    @ValueSource(ints = {63, 64, 65})
    void anIdentifierIsNoReference(int length) {
        assertEquals(length == 64 ? "IfNotPresent" : "Always", ImagePull.policy("a".repeat(length)));
    }

    @ParameterizedTest
    @ValueSource(ints = {237, 238})
    void aNameHasABound(int length) {
        assertEquals(length == 237 ? "Always" : "IfNotPresent", ImagePull.policy("a".repeat(length)));
    }
}
