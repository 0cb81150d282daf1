/** The small key-value port that an API server sees: the calls that kube-apiserver makes to etcd, and no more. */
@NullMarked
package dev.coracle.store.port;

import org.jspecify.annotations.NullMarked;
