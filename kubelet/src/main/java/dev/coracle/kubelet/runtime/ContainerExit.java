package dev.coracle.kubelet.runtime;

import java.time.Instant;

/** How a container ended. @param reason Completed, Error, OOMKilled … */
public record ContainerExit(int code, String reason, String message, Instant finished) {}
