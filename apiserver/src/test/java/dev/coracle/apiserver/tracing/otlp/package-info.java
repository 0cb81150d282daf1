/** Traces, and a collector to send them to. */
@NullMarked
package dev.coracle.apiserver.tracing.otlp;

import org.jspecify.annotations.NullMarked;
