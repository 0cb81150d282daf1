package dev.coracle.kubelet.streaming;

import dev.coracle.base.websocket.Channels;
import dev.coracle.base.websocket.WebSocketConnection;
import dev.coracle.base.wire.BoundedPipe;
import dev.coracle.base.wire.Duplex;
import dev.coracle.kubelet.runtime.CommandIo;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Exec and attach over WebSocket channels: 0 to 2 are stdin, stdout and stderr, 3 says how it ended, 4 has the terminal's sizes. */
final class ChannelCommand implements Channels.Receiver {

    private static final int STDIN = 0;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int ERROR = 3;
    private static final int RESIZE = 4;

    private final CommandRequest request;
    private final SubProtocol protocol;
    private final BoundedPipe stdin = new BoundedPipe();
    private final BoundedPipe sizes = new BoundedPipe();

    private volatile boolean running;

    ChannelCommand(CommandRequest request, SubProtocol protocol) {
        this.request = request;
        this.protocol = protocol;
    }

    /** Returns when the command has ended or the client has gone. */
    void serve(Duplex duplex, NodeStreams.Command command) throws IOException, InterruptedException {
        try (WebSocketConnection socket = new WebSocketConnection(duplex)) {
            Channels channels = new Channels(socket, protocol.base64(), protocol.closes());
            int first = request.stdout() ? STDOUT : request.stderr() ? STDERR : ERROR;
            channels.write(first, new byte[0], 0, 0);
            Thread runner = Thread.currentThread();
            running = true;
            Thread.ofVirtual().name("websocket-reader").start(() -> read(channels, runner));
            OutputStream stdout = request.stdout() ? channels.output(STDOUT) : OutputStream.nullOutputStream();
            OutputStream stderr = request.stderr() ? channels.output(STDERR) : OutputStream.nullOutputStream();
            byte[] end = Commands.run(command, new CommandIo(
                    request.stdin() ? stdin.input() : InputStream.nullInputStream(), stdout,
                    request.tty() ? stdout : stderr, request.tty(), sizes.input())).bytes(protocol.status());
            running = false;
            stdin.input().close();
            sizes.input().close();
            if (end.length > 0) {
                channels.write(ERROR, end, 0, end.length);
            }
        }
    }

    /** A client that goes ends its command. */
    private void read(Channels channels, Thread runner) {
        try (OutputStream in = stdin.output(); OutputStream size = sizes.output()) {
            channels.run(this);
        } catch (IOException gone) {
            // its streams are at their ends
        }
        if (running) {
            runner.interrupt();
        }
    }

    @Override
    public void data(int channel, byte[] data, int offset, int length) {
        try {
            if (channel == STDIN && request.stdin()) {
                stdin.output().write(data, offset, length);
            } else if (channel == RESIZE && request.tty()) {
                sizes.output().write(data, offset, length);
            }
        } catch (IOException ended) {
            // the command doesn't read any more
        }
    }

    @Override
    public void closed(int channel) throws IOException {
        if (channel == STDIN) {
            stdin.output().close();
        }
    }
}
