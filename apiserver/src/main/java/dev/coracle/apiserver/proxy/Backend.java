package dev.coracle.apiserver.proxy;

import java.net.URI;

/**
 * A server to pass requests on to.
 *
 * @param scheme     http or https
 * @param host       a name or an address, without brackets
 * @param serverName to ask for in the TLS handshake, or empty for the host's own
 */
public record Backend(String scheme, String host, int port, String serverName) {

    public Backend(String scheme, String host, int port) {
        this(scheme, host, port, "");
    }

    public boolean tls() {
        return scheme.equals("https");
    }

    /** Host and port as a URL has them. */
    public String authority() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }

    /** @param target an encoded path, with a query if there is one */
    public URI uri(String target) {
        return URI.create(scheme + "://" + authority() + target);
    }
}
