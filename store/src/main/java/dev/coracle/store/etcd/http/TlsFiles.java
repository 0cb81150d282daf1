package dev.coracle.store.etcd.http;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a server shows and asks for over TLS.
 *
 * @param clientCa     whose certificates clients must show; nobody has to if empty. As in etcd, naming it is asking for certificates
 * @param protocols    such as TLSv1.3
 * @param cipherSuites by the names of the IANA; the JDK's choice if empty
 */
public record TlsFiles(Path certificate, Path key, Optional<Path> clientCa, List<String> protocols,
        List<String> cipherSuites) {}
