/** What etcd's KV would answer, if it had one client and never failed. */
@NullMarked
package dev.coracle.store.robustness.model;

import org.jspecify.annotations.NullMarked;
