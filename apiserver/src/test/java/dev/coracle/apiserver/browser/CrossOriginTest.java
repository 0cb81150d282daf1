package dev.coracle.apiserver.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CrossOriginTest {

    private final CrossOrigin server = new CrossOrigin(List.of(CrossOrigin.origin("^https://example\\.com(:|$)")),
            request -> HttpResponse.text(200, "answered"));

    private HttpResponse asked(String method, Map<String, List<String>> headers) {
        return server.handle(new HttpRequest(method, "/api", "", headers, new byte[0], List.of(), "127.0.0.1", true));
    }

    private HttpResponse from(String method, String origin) {
        return asked(method, Map.of("origin", List.of(origin)));
    }

    private static String header(HttpResponse response, String name) {
        return response.headers().stream().filter(header -> header.name().equals(name))
                .map(HttpResponse.Header::value).findFirst().orElse("");
    }

    @Test
    void aPageThatMayAskIsToldSoWithItsAnswer() {
        HttpResponse response = from("GET", "https://example.com:8443");
        assertEquals(200, response.status());
        assertEquals("https://example.com:8443", header(response, "Access-Control-Allow-Origin"));
        assertEquals("true", header(response, "Access-Control-Allow-Credentials"));
    }

    @Test
    void askedBeforehandItIsToldNothingElse() {
        HttpResponse response = from("OPTIONS", "https://example.com");
        assertEquals(204, response.status());
        assertEquals("POST, GET, OPTIONS, PUT, DELETE, PATCH", header(response, "Access-Control-Allow-Methods"));
    }

    @Test
    void othersAreAnsweredAsEver() {
        assertEquals(200, from("OPTIONS", "https://example.com.evil.org").status());
        assertEquals("", header(from("GET", "https://example.com.evil.org"), "Access-Control-Allow-Origin"));
        assertEquals("", header(asked("GET", Map.of()), "Access-Control-Allow-Origin"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.com", "^example", "example$", "**", "^https://a(", ""})
    void expressionsThatWouldLetInOthers(String expression) {
        assertThrows(IllegalArgumentException.class, () -> CrossOrigin.origin(expression));
    }
}
