package dev.coracle.apiserver.proxy;

import dev.coracle.base.wire.Duplex;
import dev.coracle.base.wire.HttpBody;
import dev.coracle.base.wire.HttpHead;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Asks a backend for another protocol than HTTP. The request has no body, whatever the client's had, and is asked once: a redirect is an answer like any other.
 */
public final class Upgrading {

    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int MAX_BODY = 1 << 20;

    private final Dialler dialler;

    public Upgrading(Dialler dialler) {
        this.dialler = dialler;
    }

    /** What the backend said. */
    public sealed interface Answer {
        HttpHead head();

        /** 101: bytes both ways from here on. */
        record Agreed(HttpHead head, Duplex connection) implements Answer {}

        /** Anything else, and the connection is closed. */
        @SuppressWarnings("ArrayRecordComponent")
        record Refused(HttpHead head, int status, byte[] body) implements Answer {}
    }

    /**
     * @param target  the encoded path, with a query if there is one
     * @param headers beyond Host, Connection and Upgrade
     * @throws IOException if the backend can't be reached or doesn't speak HTTP/1.1
     */
    public Answer ask(Backend backend, String method, String target, String protocol,
            Map<String, List<String>> headers) throws IOException {
        Dialler.Dialled dialled = dialler.dial(backend);
        boolean agreed = false;
        try {
            dialled.socket().setSoTimeout((int) ANSWER.toMillis());
            head(backend, method, target, protocol, headers).write(dialled.duplex().output());
            HttpHead answer = HttpHead.read(dialled.duplex().input());
            int status = answer.status();
            if (status != 101) {
                return new Answer.Refused(answer, status,
                        HttpBody.read(answer, dialled.duplex().input(), MAX_BODY));
            }
            dialled.socket().setSoTimeout(0);
            agreed = true;
            return new Answer.Agreed(answer, dialled.duplex());
        } finally {
            if (!agreed) {
                dialled.duplex().close();
            }
        }
    }

    private static HttpHead head(Backend backend, String method, String target, String protocol,
            Map<String, List<String>> headers) {
        List<HttpHead.Field> fields = new ArrayList<>();
        fields.add(new HttpHead.Field("Host", backend.authority()));
        fields.add(new HttpHead.Field("Connection", "Upgrade"));
        fields.add(new HttpHead.Field("Upgrade", protocol));
        if (!method.equals("GET")) {
            fields.add(new HttpHead.Field("Content-Length", "0"));
        }
        headers.forEach((name, values) -> values.forEach(value -> fields.add(new HttpHead.Field(name, value))));
        return new HttpHead(method + " " + target + " HTTP/1.1", fields);
    }
}
