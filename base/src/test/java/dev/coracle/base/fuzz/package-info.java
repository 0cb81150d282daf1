/** Bytes that nobody would send, for what reads from the wire. */
@NullMarked
package dev.coracle.base.fuzz;

import org.jspecify.annotations.NullMarked;
