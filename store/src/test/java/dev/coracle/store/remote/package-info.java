/** Tests of the etcd client's parts. */
@NullMarked
package dev.coracle.store.remote;

import org.jspecify.annotations.NullMarked;
