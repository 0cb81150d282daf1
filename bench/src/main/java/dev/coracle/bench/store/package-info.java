/** Load for an etcd: this project's and the original, in turn, by one client program. */
@NullMarked
package dev.coracle.bench.store;

import org.jspecify.annotations.NullMarked;
