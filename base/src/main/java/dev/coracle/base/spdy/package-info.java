/**
 * SPDY/3.1 as far as anybody still speaks it: streams with headers, both ways over one connection. There is no flow control, for the other implementations have none:
 * a stream that nobody reads holds up its connection. Source: the SPDY protocol draft 3.1.
 */
@NullMarked
package dev.coracle.base.spdy;

import org.jspecify.annotations.NullMarked;
