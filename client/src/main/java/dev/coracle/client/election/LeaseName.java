package dev.coracle.client.election;

/** Which Lease the candidates compete for. */
public record LeaseName(String namespace, String name) {}
