/** All objects in memory, fed by one watch on the store: snapshots for readers, events for watchers, the newest past for those who come back. */
@NullMarked
package dev.coracle.apiserver.storage.cache;

import org.jspecify.annotations.NullMarked;
