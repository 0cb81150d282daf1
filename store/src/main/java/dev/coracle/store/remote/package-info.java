/** The store behind the port when it is a cluster of etcd servers: etcd's gRPC API as a client. */
@NullMarked
package dev.coracle.store.remote;

import org.jspecify.annotations.NullMarked;
