/** Priority levels: how many seats they have, and the fair queues before those. Source: KEP-1040. */
@NullMarked
package dev.coracle.apiserver.flow.queue;

import org.jspecify.annotations.NullMarked;
