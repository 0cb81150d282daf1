package dev.coracle.store.etcd.http;

import io.grpc.netty.shaded.io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;

/** A request's path and query, decoded. */
record Target(String path, Map<String, List<String>> query) {

    private static final int MAX_PARAMETERS = 64;

    /** @throws IllegalArgumentException if it is badly encoded */
    static Target of(String uri) {
        QueryStringDecoder decoder = new QueryStringDecoder(uri, java.nio.charset.StandardCharsets.UTF_8, true,
                MAX_PARAMETERS);
        String path = decoder.path();
        return new Target(path.startsWith("/") ? path : "/" + path, decoder.parameters());
    }

    boolean has(String name) {
        return query.containsKey(name);
    }

    List<String> all(String name) {
        return query.getOrDefault(name, List.of());
    }
}
