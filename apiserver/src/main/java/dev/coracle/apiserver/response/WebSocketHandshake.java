package dev.coracle.apiserver.response;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.base.websocket.Handshake;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The handshake of WebSockets that end at this server. Source: RFC 6455, section 4.2. */
public final class WebSocketHandshake {

    private WebSocketHandshake() {}

    /** @throws StatusException if this is no proper handshake */
    public static void check(HttpRequest request) {
        if (!request.method().equals("GET")) {
            throw StatusException.badRequest("a WebSocket is asked for by GET");
        }
        if (request.header("sec-websocket-key").filter(Handshake::isKey).isEmpty()) {
            throw StatusException.badRequest("a WebSocket needs a Sec-WebSocket-Key of 16 bytes in base64");
        }
        if (!request.headers("sec-websocket-version").equals(List.of(Handshake.VERSION))) {
            throw StatusException.badRequest("WebSockets are served in version " + Handshake.VERSION + " only");
        }
    }

    /** Agrees to a checked handshake. @param protocol if one was chosen */
    public static HttpResponse agree(HttpRequest request, Optional<String> protocol, HttpResponse.Session session) {
        List<HttpResponse.Header> headers = new ArrayList<>(List.of(
                new HttpResponse.Header("Upgrade", "websocket"), new HttpResponse.Header("Connection", "Upgrade"),
                new HttpResponse.Header("Sec-WebSocket-Accept",
                        Handshake.accept(request.header("sec-websocket-key").orElse("")))));
        protocol.ifPresent(p -> headers.add(new HttpResponse.Header("Sec-WebSocket-Protocol", p)));
        return new HttpResponse.Upgrade(headers, session);
    }
}
