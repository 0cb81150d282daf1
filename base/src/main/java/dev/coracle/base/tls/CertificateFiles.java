package dev.coracle.base.tls;

import java.nio.file.Path;

/** A certificate file and the file of its key, both PEM. */
public record CertificateFiles(Path certificate, Path key) {}
