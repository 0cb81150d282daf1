/** Bytes to an API server and back: transports, the exchange of one request for its answer, JSON, and refusals. */
@NullMarked
package dev.coracle.client.wire;

import org.jspecify.annotations.NullMarked;
