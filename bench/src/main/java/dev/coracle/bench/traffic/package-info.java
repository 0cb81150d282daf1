/** Requests to any Kubernetes API server over HTTPS, lean enough that the server is what is measured; and a server that does nothing, for comparison. */
@NullMarked
package dev.coracle.bench.traffic;

import org.jspecify.annotations.NullMarked;
