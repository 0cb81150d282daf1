package dev.coracle.apiserver.aggregation;

import dev.coracle.apiserver.proxy.Dialler;
import dev.coracle.apiserver.proxy.Upstream;
import dev.coracle.apiserver.webhook.NamedTrust;
import dev.coracle.base.tls.TlsContexts;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;

/** The way to extension servers: one for each way of trusting, at most {@value #MAX_WIRES} of them. Safe for use by any number of threads. */
final class ExtensionWires {

    private static final int MAX_WIRES = 64;

    private record Trust(String name, String bundle, boolean insecure) {}

    private final Optional<byte[]> certificate;
    private final Optional<byte[]> key;
    private final Map<Trust, Upstream> wires = new ConcurrentHashMap<>();

    /** @param certificate by which extension servers know this one, in PEM */
    ExtensionWires(Optional<byte[]> certificate, Optional<byte[]> key) {
        this.certificate = certificate;
        this.key = key;
    }

    /** @throws IOException if its caBundle can't be used */
    Upstream to(ExtensionServer server) throws IOException {
        Trust trust = new Trust(server.serverName(), server.caBundle(), server.insecure());
        Upstream known = wires.get(trust);
        if (known != null) {
            return known;
        }
        if (wires.size() >= MAX_WIRES) {
            wires.clear();
        }
        Upstream made = new Upstream(new Dialler(context(trust)));
        wires.put(trust, made);
        return made;
    }

    private SSLContext context(Trust trust) throws IOException {
        try {
            return trust.insecure()
                    ? TlsContexts.client(Optional.empty(), certificate, key, true)
                    : TlsContexts.client(certificate, key,
                            NamedTrust.of(Base64.getMimeDecoder().decode(trust.bundle()), trust.name()));
        } catch (IllegalArgumentException e) {
            throw new IOException("the caBundle can't be used: " + e.getMessage(), e);
        }
    }
}
