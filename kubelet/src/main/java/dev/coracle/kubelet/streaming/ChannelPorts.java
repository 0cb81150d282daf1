package dev.coracle.kubelet.streaming;

import dev.coracle.base.websocket.Channels;
import dev.coracle.base.websocket.WebSocketConnection;
import dev.coracle.base.wire.BoundedPipe;
import dev.coracle.base.wire.Duplex;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Port forwarding over WebSocket channels: two for each port of the request, its bytes and what goes wrong; both begin with the port's number. */
final class ChannelPorts implements Channels.Receiver {

    private final NodeStreams.Ports ports;
    private final List<Integer> numbers;
    private final SubProtocol protocol;
    private final List<BoundedPipe> inputs = new ArrayList<>();

    ChannelPorts(NodeStreams.Ports ports, List<Integer> numbers, SubProtocol protocol) {
        this.ports = ports;
        this.numbers = numbers;
        this.protocol = protocol;
        numbers.forEach(number -> inputs.add(new BoundedPipe()));
    }

    /** Returns when the client has gone. */
    void serve(Duplex duplex) throws IOException {
        try (WebSocketConnection socket = new WebSocketConnection(duplex)) {
            Channels channels = new Channels(socket, protocol.base64(), protocol.closes());
            for (int i = 0; i < numbers.size(); i++) {
                byte[] number = ByteBuffer.allocate(2).order(ByteOrder.LITTLE_ENDIAN)
                        .putShort(numbers.get(i).shortValue()).array();
                channels.write(2 * i, number, 0, 2);
                channels.write(2 * i + 1, number, 0, 2);
                int index = i;
                Thread.ofVirtual().name("port-forward").start(() -> forward(index, channels));
            }
            channels.run(this);
        } finally {
            for (BoundedPipe input : inputs) {
                input.output().close();
            }
        }
    }

    private void forward(int index, Channels channels) {
        try {
            ports.serve(numbers.get(index), new OfChannel(inputs.get(index).input(), channels.output(2 * index)));
        } catch (IOException e) {
            byte[] why = String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8);
            try {
                channels.write(2 * index + 1, why, 0, why.length);
            } catch (IOException gone) {
                // then nobody wants to know
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void data(int channel, byte[] data, int offset, int length) {
        if (channel % 2 == 0 && channel / 2 < inputs.size()) {
            try {
                inputs.get(channel / 2).output().write(data, offset, length);
            } catch (IOException ended) {
                // that connection is over
            }
        }
    }

    @Override
    public void closed(int channel) throws IOException {
        if (channel % 2 == 0 && channel / 2 < inputs.size()) {
            inputs.get(channel / 2).output().close();
        }
    }

    private record OfChannel(InputStream input, OutputStream output) implements Duplex {
        @Override
        public void close() {
            try {
                input.close();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }
}
