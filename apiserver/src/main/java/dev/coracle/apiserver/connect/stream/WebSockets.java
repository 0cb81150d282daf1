package dev.coracle.apiserver.connect.stream;

import dev.coracle.apiserver.request.HttpRequest;
import java.util.Arrays;
import java.util.List;

/** What clients offer to speak over a WebSocket. */
public final class WebSockets {

    /** Exec and attach with channels that can be closed. */
    public static final String V5 = "v5.channel.k8s.io";
    private static final String TUNNEL = "SPDY/3.1+";
    private static final String SUFFIX = ".k8s.io";

    private WebSockets() {}

    /** The subprotocols that the client offers, if it asks for a WebSocket. */
    public static List<String> protocols(HttpRequest request) {
        boolean asked = request.upgrade().filter("websocket"::equalsIgnoreCase).isPresent();
        return !asked
                ? List.of()
                : request.headers("sec-websocket-protocol").stream().flatMap(v -> Arrays.stream(v.split(",")))
                        .map(String::strip).filter(p -> !p.isEmpty()).toList();
    }

    /** The protocols that the client would speak over SPDY within a WebSocket, such as {@code portforward.k8s.io}. */
    public static List<String> tunnelled(HttpRequest request) {
        return protocols(request).stream().filter(p -> p.startsWith(TUNNEL) && p.endsWith(SUFFIX))
                .map(p -> p.substring(TUNNEL.length())).toList();
    }

    /** The subprotocol that carries this one. */
    public static String tunnelOf(String protocol) {
        return TUNNEL + protocol;
    }
}
