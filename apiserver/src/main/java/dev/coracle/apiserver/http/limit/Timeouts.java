package dev.coracle.apiserver.http.limit;

import java.time.Duration;

/**
 * How long a peer may take. Source: kube-apiserver, which gives 32 s for a head, 90 s for the next request, and a minute for a request as a whole.
 *
 * @param head   for a connection's first request to begin
 * @param idle   for the next one, counted from the last answer
 * @param body   from a head to the end of its body
 * @param stall  to take the next piece of an answer: its seat and its memory are taken from others
 * @param answer to take the whole of it; and the next piece of one that goes on
 */
public record Timeouts(Duration head, Duration idle, Duration body, Duration stall, Duration answer) {

    /** Those of a server that was told nothing else. */
    public static final Timeouts USUAL = new Timeouts(Duration.ofSeconds(32), Duration.ofSeconds(90),
            Duration.ofSeconds(60), Duration.ofSeconds(10), Duration.ofSeconds(60));
}
