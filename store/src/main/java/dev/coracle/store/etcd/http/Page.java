package dev.coracle.store.etcd.http;

import io.grpc.netty.shaded.io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;

/** An answer over HTTP/1.1. */
@SuppressWarnings("ArrayRecordComponent")
record Page(HttpResponseStatus status, String type, byte[] body) {

    static final String TEXT = "text/plain; charset=utf-8";

    static Page json(String body) {
        return new Page(HttpResponseStatus.OK, "application/json", body.getBytes(StandardCharsets.UTF_8));
    }

    static Page text(HttpResponseStatus status, String body) {
        return new Page(status, TEXT, body.getBytes(StandardCharsets.UTF_8));
    }

    static Page notFound() {
        return text(HttpResponseStatus.NOT_FOUND, "404 page not found\n");
    }
}
