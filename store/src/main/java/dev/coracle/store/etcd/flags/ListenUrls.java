package dev.coracle.store.etcd.flags;

import dev.coracle.base.flags.FlagException;
import dev.coracle.store.etcd.http.Listener;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** URLs to listen on: {@code http} or {@code https}, a host or an address, a port. */
final class ListenUrls {

    private ListenUrls() {}

    /** @param api whether for gRPC as well as for pages */
    static List<Listener> parse(String flag, List<String> urls, boolean api) throws FlagException {
        List<Listener> listeners = new ArrayList<>();
        for (String url : urls) {
            if (!url.isBlank()) {
                listeners.add(listener(flag, url.strip(), api));
            }
        }
        return listeners;
    }

    private static Listener listener(String flag, String url, boolean api) throws FlagException {
        try {
            URI uri = URI.create(url);
            String host = uri.getHost();
            boolean known = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (known && host != null && uri.getPort() >= 0 && uri.getPort() < 1 << 16 && uri.getPath().length() < 2) {
                String plain = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
                return new Listener(new InetSocketAddress(plain, uri.getPort()), uri.getScheme().equals("https"), api);
            }
        } catch (IllegalArgumentException e) {
            throw new FlagException("--" + flag + " \"" + url + "\": " + e.getMessage());
        }
        throw new FlagException("--" + flag + " \"" + url
                + "\": only http://host:port and https://host:port can be listened on");
    }
}
