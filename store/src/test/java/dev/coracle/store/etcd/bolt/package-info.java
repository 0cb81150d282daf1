/** bbolt's files, there and back. */
@NullMarked
package dev.coracle.store.etcd.bolt;

import org.jspecify.annotations.NullMarked;
