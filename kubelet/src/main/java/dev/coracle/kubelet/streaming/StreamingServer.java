package dev.coracle.kubelet.streaming;

import dev.coracle.base.websocket.Handshake;
import dev.coracle.base.wire.Duplex;
import dev.coracle.base.wire.HttpHead;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * {@code /exec}, {@code /attach} and {@code /portForward} of a node, for requests whose head has been read. Speaks SPDY/3.1 and WebSockets in all versions that clients have. Safe
 * for use by any number of threads.
 */
public final class StreamingServer {

    private static final Set<String> ROOTS = Set.of("exec", "attach", "portForward");
    private static final List<String> SPDY_COMMANDS = List.of("v5.channel.k8s.io", "v4.channel.k8s.io",
            "v3.channel.k8s.io", "v2.channel.k8s.io");
    private static final List<String> SPDY_PORTS = List.of("portforward.k8s.io");
    private static final String VERSION = "X-Stream-Protocol-Version";

    private final NodeStreams streams;

    public StreamingServer(NodeStreams streams) {
        this.streams = streams;
    }

    /** Whether a path is one of these. */
    public static boolean serves(String path) {
        return ROOTS.contains(path.split("/", 3)[1]);
    }

    /** Answers and serves until the connection ends. @param path decoded */
    public void serve(HttpHead head, String path, String query, Duplex connection)
            throws IOException, InterruptedException {
        List<String> parts = List.of(path.split("/", -1));
        CommandRequest request = CommandRequest.of(query);
        try {
            if (parts.size() == 4 && parts.get(1).equals("portForward")) {
                ports(head, request, streams.ports(parts.get(2), parts.get(3)), connection);
            } else if (parts.size() == 5) {
                NodeStreams.Place place = new NodeStreams.Place(parts.get(2), parts.get(3), parts.get(4));
                command(head, request, parts.get(1).equals("exec")
                        ? streams.exec(place, request.command())
                        : streams.attach(place), connection);
            } else {
                throw new NodeStreams.Refusal(404, "404 page not found");
            }
        } catch (NodeStreams.Refusal refusal) {
            refuse(refusal, connection);
        }
    }

    private static void command(HttpHead head, CommandRequest request, NodeStreams.Command command, Duplex connection)
            throws IOException, InterruptedException, NodeStreams.Refusal {
        if (!request.stdin() && !request.stdout() && !request.stderr()) {
            throw new NodeStreams.Refusal(400, "you must specify at least 1 of stdin, stdout, stderr");
        }
        if (head.upgradesTo("websocket")) {
            SubProtocol protocol = webSocket(head, connection);
            new ChannelCommand(request, protocol).serve(connection, command);
            return;
        }
        String version = spdy(head, SPDY_COMMANDS, connection);
        new SpdyCommand(request, version.charAt(1) - '0').serve(connection, command);
    }

    private static void ports(HttpHead head, CommandRequest request, NodeStreams.Ports ports, Duplex connection)
            throws IOException, NodeStreams.Refusal {
        if (head.upgradesTo("websocket")) {
            if (request.ports().isEmpty()) {
                throw new NodeStreams.Refusal(400, "query parameter \"port\" is required");
            }
            SubProtocol protocol = webSocket(head, connection);
            new ChannelPorts(ports, request.ports(), protocol).serve(connection);
            return;
        }
        spdy(head, SPDY_PORTS, connection);
        new SpdyPorts(ports).serve(connection);
    }

    private static SubProtocol webSocket(HttpHead head, Duplex connection) throws IOException, NodeStreams.Refusal {
        String key = head.first("sec-websocket-key").filter(Handshake::isKey)
                .orElseThrow(() -> new NodeStreams.Refusal(400, "a WebSocket needs its key"));
        SubProtocol protocol = SubProtocol.choose(head.values("sec-websocket-protocol")).orElseThrow(
                () -> new NodeStreams.Refusal(403, "none of the requested protocols is supported"));
        List<HttpHead.Field> fields = new ArrayList<>(List.of(new HttpHead.Field("Connection", "Upgrade"),
                new HttpHead.Field("Upgrade", "websocket"),
                new HttpHead.Field("Sec-WebSocket-Accept", Handshake.accept(key))));
        if (!protocol.name().isEmpty()) {
            fields.add(new HttpHead.Field("Sec-WebSocket-Protocol", protocol.name()));
        }
        new HttpHead("HTTP/1.1 101 Switching Protocols", fields).write(connection.output());
        return protocol;
    }

    /** @return the protocol that was chosen */
    private static String spdy(HttpHead head, List<String> known, Duplex connection)
            throws IOException, NodeStreams.Refusal {
        if (!head.upgradesTo("SPDY/3.1")) {
            throw new NodeStreams.Refusal(400, "Upgrade request required");
        }
        Optional<String> chosen = Handshake.choose(head.values(VERSION), known);
        if (chosen.isEmpty()) {
            throw new NodeStreams.Refusal(403,
                    "unable to upgrade: unable to negotiate protocol: client supports " + head.values(VERSION)
                            + ", server accepts " + known);
        }
        new HttpHead("HTTP/1.1 101 Switching Protocols", List.of(new HttpHead.Field("Connection", "Upgrade"),
                new HttpHead.Field("Upgrade", "SPDY/3.1"), new HttpHead.Field(VERSION, chosen.get())))
                .write(connection.output());
        return chosen.get();
    }

    private static void refuse(NodeStreams.Refusal refusal, Duplex connection) throws IOException {
        byte[] body = (refusal.getMessage() + "\n").getBytes(StandardCharsets.UTF_8);
        new HttpHead("HTTP/1.1 " + refusal.status() + " Refused", List.of(new HttpHead.Field("Connection", "close"),
                new HttpHead.Field("Content-Type", "text/plain; charset=utf-8"),
                new HttpHead.Field("Content-Length", Integer.toString(body.length)))).write(connection.output());
        connection.output().write(body);
        connection.output().flush();
    }
}
