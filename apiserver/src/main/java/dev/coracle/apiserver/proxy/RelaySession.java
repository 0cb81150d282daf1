package dev.coracle.apiserver.proxy;

import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.base.wire.Duplex;
import dev.coracle.base.wire.HttpHead;
import dev.coracle.base.wire.Relay;
import java.util.List;
import java.util.Locale;

/** An upgraded connection whose bytes are passed on as they come, both ways. */
record RelaySession(Duplex backend) implements HttpResponse.Session {

    /** The backend's 101, for the client. */
    static HttpResponse answer(HttpHead head, Duplex backend) {
        List<HttpResponse.Header> headers = head.fields().stream()
                .filter(field -> !List.of("content-length", "transfer-encoding", "date")
                        .contains(field.name().toLowerCase(Locale.ROOT)))
                .map(field -> new HttpResponse.Header(field.name(), field.value())).toList();
        return new HttpResponse.Upgrade(headers, new RelaySession(backend));
    }

    @Override
    public void run(Duplex client) throws InterruptedException {
        Relay.run(client, backend);
    }

    @Override
    public void close() {
        backend.close();
    }
}
