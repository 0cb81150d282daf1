package dev.coracle.apiserver.flow;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.heap.HeapRoom;
import dev.coracle.apiserver.heap.TreeWeight;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.HttpResponse;
import java.util.function.Supplier;

/**
 * Bounds what large bodies may come to at the same time: as a tree with its copies, a body takes many times its bytes. Whoever sends one waits, in order, for his part of the
 * heap; small ones go by. A large answer keeps room for its bytes until it has been taken. Safe for use by any number of threads.
 */
public final class HeavyBodies {

    private final HeapRoom room;

    public HeavyBodies() {
        this(HeapRoom.ofBodies());
    }

    HeavyBodies(HeapRoom room) {
        this.room = room;
    }

    /** Does {@code work} when there is room for the request's body. @throws StatusException 413 or 429 if there is none */
    public HttpResponse within(HttpRequest request, Supplier<HttpResponse> work) {
        byte[] body = request.body();
        if (body.length < FREE) {
            return work.get();
        }
        HeapRoom.Part part = room.take(TreeWeight.of(type(request), body));
        HttpResponse response;
        try {
            response = work.get();
        } catch (Throwable failed) {
            part.close();
            throw failed;
        }
        if (response.large()) {
            part.shrink(response.held());
            request.lifetime().whenOver(part::close);
        } else {
            part.close();
        }
        return response;
    }

    /** Leases, heartbeats and most objects are smaller, and are not looked at. */
    private static final int FREE = 2 << 10;

    private static String type(HttpRequest request) {
        return request.header("content-type").orElse("").split(";", 2)[0].strip();
    }
}
