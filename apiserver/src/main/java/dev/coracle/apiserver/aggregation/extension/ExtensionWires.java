package dev.coracle.apiserver.aggregation.extension;

import dev.coracle.apiserver.proxy.Dialler;
import dev.coracle.apiserver.proxy.Upstream;
import dev.coracle.apiserver.webhook.NamedTrust;
import dev.coracle.base.tls.context.CertifiedKey;
import dev.coracle.base.tls.context.TlsContexts;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedTrustManager;

/** The way to extension servers: one for each way of trusting, at most {@value #MAX_WIRES} of them. Safe for use by any number of threads. */
public final class ExtensionWires {

    private static final int MAX_WIRES = 64;

    private record Trust(String name, String bundle, boolean insecure) {}

    private final Optional<Supplier<CertifiedKey>> key;
    private final Map<Trust, Upstream> wires = new ConcurrentHashMap<>();

    /** @param key by which extension servers know this one */
    public ExtensionWires(Optional<Supplier<CertifiedKey>> key) {
        this.key = key;
    }

    /** @throws IOException if its caBundle can't be used */
    public Upstream to(ExtensionServer server) throws IOException {
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
            if (trust.insecure()) {
                return key.isPresent()
                        ? TlsContexts.client(key.get(), Optional.empty(), true)
                        : TlsContexts.client(Optional.empty(), Optional.empty(), Optional.empty(), true);
            }
            X509ExtendedTrustManager named = NamedTrust.of(Base64.getMimeDecoder().decode(trust.bundle()),
                    trust.name());
            return key.isPresent()
                    ? TlsContexts.client(key.get(), named)
                    : TlsContexts.client(Optional.empty(), Optional.empty(), named);
        } catch (IllegalArgumentException e) {
            throw new IOException("the caBundle can't be used: " + e.getMessage(), e);
        }
    }
}
