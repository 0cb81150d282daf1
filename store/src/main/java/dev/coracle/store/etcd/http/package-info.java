/** What arrives at a socket: TLS, gRPC or HTTP/1.1 on one port, and etcd's pages. */
@NullMarked
package dev.coracle.store.etcd.http;

import org.jspecify.annotations.NullMarked;
