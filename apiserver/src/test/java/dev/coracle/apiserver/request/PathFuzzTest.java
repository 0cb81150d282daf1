package dev.coracle.apiserver.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.coracle.api.status.StatusException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Targets of requests: whatever they are, what is authorized is what is served. */
class PathFuzzTest {

    private static RequestInfo resolve(String method, String path, String query) {
        return RequestInfoResolver
                .resolve(new HttpRequest(method, path, query, Map.of(), new byte[0], List.of(), "", true));
    }

    @FuzzTest(maxDuration = "30s")
    void target(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        int question = text.indexOf('?');
        String path = "/" + (question < 0 ? text : text.substring(0, question));
        String query = question < 0 ? "" : text.substring(question + 1);
        RequestInfo info;
        try {
            info = resolve("GET", path, query);
        } catch (StatusException refused) {
            return;
        }
        if (!info.resourceRequest()) {
            assertTrue(info.resource().isEmpty() && info.group().isEmpty(), "a path that is nothing's resource");
            return;
        }
        assertFalse(info.resource().isEmpty());
        assertFalse(info.version().isEmpty());
        if (path.replaceAll("^/+", "").startsWith("api/")) {
            assertEquals("", info.group(), "the core group is at /api");
        }
        // A write by the same path is about the same thing: nothing but the verb may differ.
        RequestInfo write = resolve("PUT", path, "");
        assertEquals(List.of(info.group(), info.version(), info.namespace(), info.resource(), info.subresource()),
                List.of(write.group(), write.version(), write.namespace(), write.resource(), write.subresource()));
    }
}
