/** Clients, well and badly behaved, that speak HTTP/1.1 and HTTP/2 over TLS byte by byte. */
@NullMarked
package dev.coracle.apiserver.overload.traffic;

import org.jspecify.annotations.NullMarked;
