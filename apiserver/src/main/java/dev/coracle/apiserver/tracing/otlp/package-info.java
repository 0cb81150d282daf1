/** Spans by OpenTelemetry's SDK, sent to a collector by OTLP over gRPC. The only room that knows either; nothing of it is loaded unless traces are asked for. */
@NullMarked
package dev.coracle.apiserver.tracing.otlp;

import org.jspecify.annotations.NullMarked;
