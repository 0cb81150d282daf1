package dev.coracle.kubelet.server;

import dev.coracle.base.wire.Duplex;
import dev.coracle.base.wire.HttpHead;
import dev.coracle.base.wire.SocketDuplex;
import dev.coracle.kubelet.streaming.StreamingServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's port: HTTP/1.1 in blocking style on virtual threads, because what begins as a request may go on as a connection for a command. At most {@value #MAX_CONNECTIONS}
 * connections at a time. Where clients are to show certificates, everything but health needs a trusted one.
 */
public final class NodeServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(NodeServer.class);
    private static final int MAX_CONNECTIONS = 1000;
    private static final int IDLE_MILLIS = 60_000;

    private final ServerSocket listener;
    private final boolean certificates;
    private final StreamingServer streaming;
    private final NodePaths paths;
    private final Set<Duplex> connections = ConcurrentHashMap.newKeySet();
    private final Semaphore room = new Semaphore(MAX_CONNECTIONS);

    /**
     * Binds; answers from {@link #start} on.
     *
     * @param tls          empty for plain HTTP
     * @param certificates whether clients must show a certificate that the TLS context trusts
     * @throws IOException naming address and port when they can't be had
     */
    public NodeServer(String bind, int port, Optional<SSLContext> tls, boolean certificates, NodePaths paths,
            StreamingServer streaming) throws IOException {
        this.certificates = certificates;
        this.paths = paths;
        this.streaming = streaming;
        try {
            listener = tls.isPresent()
                    ? tls.get().getServerSocketFactory().createServerSocket()
                    : new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getByName(bind), port));
        } catch (IOException e) {
            throw new IOException("can't listen on " + bind + ":" + port + ": " + e.getMessage(), e);
        }
        if (certificates && listener instanceof SSLServerSocket secured) {
            secured.setWantClientAuth(true);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    public void start() {
        Thread.ofVirtual().name("node-server").start(this::accept);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                if (room.tryAcquire()) {
                    Thread.ofVirtual().name("node-connection").start(() -> serve(socket));
                } else {
                    socket.close();
                }
            } catch (IOException e) {
                log.debug("a connection could not be accepted: {}", e.getMessage());
            }
        }
    }

    private void serve(Socket socket) {
        try (socket; Duplex connection = new SocketDuplex(socket)) {
            connections.add(connection);
            try {
                serve(socket, connection);
            } finally {
                connections.remove(connection);
            }
        } catch (IOException gone) {
            log.debug("a connection ended: {}", gone.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException bug) {
            log.error("a request failed", bug);
        } finally {
            room.release();
        }
    }

    private void serve(Socket socket, Duplex connection) throws IOException, InterruptedException {
        socket.setTcpNoDelay(true);
        while (!listener.isClosed()) {
            socket.setSoTimeout(IDLE_MILLIS);
            HttpHead head = HttpHead.read(connection.input());
            socket.setSoTimeout(0);
            NodeExchange exchange = NodeExchange.of(head, trusted(socket), connection);
            boolean streams = StreamingServer.serves(exchange.path());
            if (streams && exchange.trusted()) {
                streaming.serve(head, exchange.path(), exchange.query(), connection);
                return;
            }
            boolean body = head.first("content-length").filter(length -> !length.equals("0")).isPresent()
                    || head.first("transfer-encoding").isPresent();
            paths.answer(exchange);
            if (body || streams || head.values("connection").stream().anyMatch("close"::equalsIgnoreCase)) {
                return; // what comes next may be a body that nobody has read
            }
        }
    }

    private boolean trusted(Socket socket) {
        if (!certificates || !(socket instanceof SSLSocket secured)) {
            return true;
        }
        try {
            return secured.getSession().getPeerCertificates().length > 0;
        } catch (SSLPeerUnverifiedException none) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        connections.forEach(Duplex::close);
    }
}
