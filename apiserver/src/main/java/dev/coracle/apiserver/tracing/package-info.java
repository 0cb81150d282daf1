/** What requests do, told as spans: who begins them, and which is going on. Where nobody asked for traces, next to nothing happens here. */
@NullMarked
package dev.coracle.apiserver.tracing;

import org.jspecify.annotations.NullMarked;
