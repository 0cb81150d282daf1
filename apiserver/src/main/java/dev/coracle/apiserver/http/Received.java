package dev.coracle.apiserver.http;

import dev.coracle.apiserver.response.HttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import java.util.Optional;

/**
 * A request with its whole body, or one whose body is not wanted.
 *
 * @param taken   of {@link Uploads}, to be given back when it has been answered
 * @param refusal its answer, if it is to get no further
 * @param ends    whether nothing after it can be understood
 */
@SuppressWarnings("ArrayRecordComponent")
record Received(HttpRequest head, byte[] body, int taken, Optional<HttpResponse> refusal, boolean ends) {}
