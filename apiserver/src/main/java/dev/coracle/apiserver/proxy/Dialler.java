package dev.coracle.apiserver.proxy;

import dev.coracle.base.wire.Duplex;
import dev.coracle.base.wire.SocketDuplex;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Opens connections to backends of one kind, over TLS if they want it. Safe for use by any number of threads. */
public final class Dialler {

    private static final Duration CONNECT = Duration.ofSeconds(30);

    private final SSLContext tls;

    public Dialler(SSLContext tls) {
        this.tls = tls;
    }

    SSLContext tls() {
        return tls;
    }

    /** A connection that is not bound in time, and the socket under it. */
    record Dialled(Socket socket, Duplex duplex) {}

    /** @throws IOException if it can't be reached within {@code 30 s} or shows the wrong certificate */
    Dialled dial(Backend backend) throws IOException {
        Socket socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.setKeepAlive(true);
            socket.connect(new InetSocketAddress(backend.host(), backend.port()), (int) CONNECT.toMillis());
            Socket ready = backend.tls() ? secured(socket, backend) : socket;
            return new Dialled(ready, new SocketDuplex(ready));
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private Socket secured(Socket socket, Backend backend) throws IOException {
        SSLSocket secured = (SSLSocket) tls.getSocketFactory().createSocket(socket, backend.host(), backend.port(),
                true);
        SSLParameters parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setApplicationProtocols(new String[]{"http/1.1"});
        if (!backend.serverName().isEmpty()) {
            parameters.setServerNames(List.of(new SNIHostName(backend.serverName())));
        }
        secured.setSSLParameters(parameters);
        secured.setSoTimeout((int) CONNECT.toMillis());
        secured.startHandshake();
        secured.setSoTimeout(0);
        return secured;
    }
}
