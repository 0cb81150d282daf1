/** The store as an etcd server: etcd's gRPC services, its HTTP pages, and the process {@code etcd}. */
@NullMarked
package dev.coracle.store.etcd;

import org.jspecify.annotations.NullMarked;
