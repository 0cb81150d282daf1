/** etcd's API as clients find it. */
@NullMarked
package dev.coracle.store.etcd;

import org.jspecify.annotations.NullMarked;
