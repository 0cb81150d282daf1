/** Connections as pairs of blocking streams, and the head of an HTTP/1.1 message on them: for what goes on after an upgrade. */
@NullMarked
package dev.coracle.base.wire;

import org.jspecify.annotations.NullMarked;
