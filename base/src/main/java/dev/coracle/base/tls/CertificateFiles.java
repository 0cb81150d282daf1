package dev.coracle.base.tls;

import dev.coracle.base.clock.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** A certificate file and the file of its key, both PEM. */
public record CertificateFiles(Path certificate, Path key) {

    /** Whether both are. */
    public boolean exist() {
        return Files.exists(certificate) && Files.exists(key);
    }

    /** Makes them, and their folder, for a server that was given none; nobody vouches for the certificate. @param names of the server, addresses too */
    public void makeSelfSigned(String commonName, Collection<String> names, Clock clock) throws IOException {
        Files.createDirectories(certificate.toAbsolutePath().getParent());
        CertificateAuthority.selfSigned(commonName, names, clock).write(certificate, key);
    }
}
