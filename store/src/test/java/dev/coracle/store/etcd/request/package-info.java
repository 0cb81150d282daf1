/** Requests that nobody would send. */
@NullMarked
package dev.coracle.store.etcd.request;

import org.jspecify.annotations.NullMarked;
