/** etcd's requests in the store's terms: ranges, transactions, limits, and the errors that clients compare. */
@NullMarked
package dev.coracle.store.etcd.request;

import org.jspecify.annotations.NullMarked;
