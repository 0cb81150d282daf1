package dev.coracle.apiserver.http.limit;

/** What the server takes from a peer. Source: kube-apiserver's 3 MiB request limit; the header bound is Go's default, rounded. */
public final class Limits {

    /** Bytes of a request's body. */
    public static final int MAX_BODY = 3 << 20;
    /** Bytes of all headers of a request. */
    public static final int MAX_HEADER = 64 << 10;
    /** Bytes of a request's first line. */
    public static final int MAX_LINE = 64 << 10;
    /** Requests that an HTTP/1.1 client may send ahead on one connection. */
    public static final int MAX_PIPELINED = 16;
    /** Requests at once on a connection of HTTP/2. */
    public static final int MAX_STREAMS = 1000;
    /** Bytes copied for the socket in one go. */
    public static final int CHUNK = 64 << 10;

    /** What an idle connection takes on the heap, at most: TLS' buffers and state. */
    private static final long CONNECTION_BYTES = 48 << 10;

    private Limits() {}

    /** How many connections half the heap bears; those beyond are closed at once. */
    public static int connections() {
        return (int) Math.max(500, Math.min(100_000, Runtime.getRuntime().maxMemory() / 2 / CONNECTION_BYTES));
    }
}
