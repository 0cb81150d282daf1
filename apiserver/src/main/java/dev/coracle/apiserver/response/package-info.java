/** An answer on its way to the socket or to a caller in memory: bytes, pieces, or a stream. */
@NullMarked
package dev.coracle.apiserver.response;

import org.jspecify.annotations.NullMarked;
