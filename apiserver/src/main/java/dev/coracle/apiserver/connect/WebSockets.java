package dev.coracle.apiserver.connect;

import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.verb.Verbs;
import dev.coracle.base.websocket.Handshake;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The handshake of WebSockets that end here, not at the kubelet. */
final class WebSockets {

    /** Exec and attach with channels that can be closed. */
    static final String V5 = "v5.channel.k8s.io";
    private static final String TUNNEL = "SPDY/3.1+";
    private static final String SUFFIX = ".k8s.io";

    private WebSockets() {}

    /** The subprotocols that the client offers, if it asks for a WebSocket. */
    static List<String> protocols(HttpRequest request) {
        boolean asked = request.upgrade().filter("websocket"::equalsIgnoreCase).isPresent();
        return !asked
                ? List.of()
                : request.headers("sec-websocket-protocol").stream().flatMap(v -> Arrays.stream(v.split(",")))
                        .map(String::strip).filter(p -> !p.isEmpty()).toList();
    }

    /** The protocols that the client would speak over SPDY within a WebSocket, such as {@code portforward.k8s.io}. */
    static List<String> tunnelled(HttpRequest request) {
        return protocols(request).stream().filter(p -> p.startsWith(TUNNEL) && p.endsWith(SUFFIX))
                .map(p -> p.substring(TUNNEL.length())).toList();
    }

    /** The subprotocol that carries this one. */
    static String tunnelOf(String protocol) {
        return TUNNEL + protocol;
    }

    /** @throws StatusException if this is no proper handshake */
    static void check(HttpRequest request) {
        if (!request.method().equals("GET")) {
            throw Verbs.notAllowed();
        }
        if (request.header("sec-websocket-key").filter(Handshake::isKey).isEmpty()) {
            throw StatusException.badRequest("a WebSocket needs a Sec-WebSocket-Key of 16 bytes in base64");
        }
        if (!request.headers("sec-websocket-version").equals(List.of(Handshake.VERSION))) {
            throw new StatusException(new Status(400, "BadRequest", "WebSockets are served in version "
                    + Handshake.VERSION + " only", StatusDetails.NONE));
        }
    }

    /** Agrees to a checked handshake. @param protocol if one was chosen */
    static HttpResponse agreed(HttpRequest request, Optional<String> protocol, HttpResponse.Session session) {
        List<HttpResponse.Header> headers = new ArrayList<>(List.of(
                new HttpResponse.Header("Upgrade", "websocket"), new HttpResponse.Header("Connection", "Upgrade"),
                new HttpResponse.Header("Sec-WebSocket-Accept",
                        Handshake.accept(request.header("sec-websocket-key").orElse("")))));
        protocol.ifPresent(p -> headers.add(new HttpResponse.Header("Sec-WebSocket-Protocol", p)));
        return new HttpResponse.Upgrade(headers, session);
    }
}
