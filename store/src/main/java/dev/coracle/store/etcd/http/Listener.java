package dev.coracle.store.etcd.http;

import java.net.InetSocketAddress;

/**
 * Where a server listens.
 *
 * @param secure whether over TLS
 * @param api    whether for gRPC and pages, or for pages alone
 */
public record Listener(InetSocketAddress address, boolean secure, boolean api) {

    /** Over TCP as it is, for everything. */
    public static Listener plain(InetSocketAddress address) {
        return new Listener(address, false, true);
    }
}
