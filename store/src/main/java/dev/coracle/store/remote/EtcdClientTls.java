package dev.coracle.store.remote;

import java.nio.file.Path;
import java.util.Optional;

/** PEM files for {@code https} endpoints: whom to trust (empty: the JDK's authorities) and as whom to speak. */
public record EtcdClientTls(Optional<Path> caFile, Optional<Path> certFile, Optional<Path> keyFile) {

    /** The JDK's authorities, and no certificate of one's own. */
    public static final EtcdClientTls NONE = new EtcdClientTls(Optional.empty(), Optional.empty(), Optional.empty());
}
