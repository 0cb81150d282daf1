/** Settings. */
@NullMarked
package dev.coracle.store.etcd.flags;

import org.jspecify.annotations.NullMarked;
