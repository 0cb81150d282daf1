/** Clients that do what etcd's and Kubernetes' clients do, by the sequence of a seed. */
@NullMarked
package dev.coracle.store.robustness.traffic;

import org.jspecify.annotations.NullMarked;
