package dev.coracle.apiserver.connect.stream;

import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.websocket.TunnelDuplex;
import dev.coracle.base.websocket.WebSocketConnection;
import dev.coracle.base.wire.Duplex;
import dev.coracle.base.wire.Relay;

/** A client's WebSocket whose messages are the bytes of a connection to a kubelet. */
public record TunnelSession(Duplex kubelet) implements HttpResponse.Session {

    @Override
    public void run(Duplex client) throws InterruptedException {
        Relay.run(new TunnelDuplex(new WebSocketConnection(client)), kubelet);
    }

    @Override
    public void close() {
        kubelet.close();
    }
}
