/** etcd's Watch service: streams, the watchers on them, and events as messages. */
@NullMarked
package dev.coracle.store.etcd.service.watch;

import org.jspecify.annotations.NullMarked;
