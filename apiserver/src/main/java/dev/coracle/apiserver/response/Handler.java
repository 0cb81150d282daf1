package dev.coracle.apiserver.response;

import dev.coracle.apiserver.request.HttpRequest;

/**
 * Answers requests, in blocking style, on a (virtual) thread of the caller's. The Netty server calls it, and so do in-memory
 * transports. Safe for use by any number of threads.
 */
@FunctionalInterface
public interface Handler {

    /** The answer; failures are answers too, nothing is thrown. */
    HttpResponse handle(HttpRequest request);
}
