package dev.coracle.apiserver.http;

import dev.coracle.apiserver.http.limit.Limits;
import io.netty.handler.codec.http2.Http2SecurityUtil;
import java.util.List;

/**
 * What a server speaks with its peers.
 *
 * @param tls     versions, by the JDK's names
 * @param ciphers suites of all these versions together, by the JDK's names, the preferred ones first; those that the JDK hasn't are passed over
 * @param http2   whether it is offered beside HTTP/1.1
 * @param streams requests at once on a connection of HTTP/2
 */
public record Protocols(List<String> tls, List<String> ciphers, boolean http2, int streams) {

    /** TLS from 1.2 on with the suites that HTTP/2 asks for. Source: RFC 9113, 9.2. */
    public static final Protocols USUAL = new Protocols(List.of("TLSv1.3", "TLSv1.2"), Http2SecurityUtil.CIPHERS, true,
            Limits.MAX_STREAMS);

    public Protocols {
        tls = List.copyOf(tls);
        ciphers = List.copyOf(ciphers);
    }
}
