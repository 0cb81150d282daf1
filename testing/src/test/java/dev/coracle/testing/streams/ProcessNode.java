package dev.coracle.testing.streams;

import dev.coracle.base.wire.Duplex;
import dev.coracle.base.wire.Relay;
import dev.coracle.kubelet.runtime.CommandIo;
import dev.coracle.kubelet.streaming.NodeStreams;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;

/** A node whose containers are a folder of this machine: commands are run there. Every port sends back what it gets. */
final class ProcessNode implements NodeStreams {

    private final Path folder;
    /** Released whenever a command or a connection to a port has ended. */
    final Semaphore ended = new Semaphore(0);

    ProcessNode(Path folder) {
        this.folder = folder;
    }

    @Override
    public Command exec(Place place, List<String> command) throws Refusal {
        if (place.pod().equals("refusing")) {
            throw new Refusal(403, "this node refuses");
        }
        return io -> {
            try {
                return command.getFirst().equals("first-size") ? firstSize(io) : run(command, io);
            } finally {
                ended.release();
            }
        };
    }

    @Override
    public Command attach(Place place) {
        return io -> run(List.of("cat"), io);
    }

    /** What the terminal's first size is. */
    private static int firstSize(CommandIo io) throws IOException {
        StringBuilder size = new StringBuilder();
        for (int b = io.sizes().read(); b != '}' && b >= 0; b = io.sizes().read()) {
            size.append((char) b);
        }
        io.stdout().write((size + "}\r\n").getBytes(StandardCharsets.US_ASCII));
        return 0;
    }

    private int run(List<String> command, CommandIo io) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).directory(folder.toFile()).start();
        try {
            Thread in = copy(io.stdin(), process.getOutputStream(), true);
            Thread out = copy(process.getInputStream(), io.stdout(), false);
            Thread error = copy(process.getErrorStream(), io.stderr(), false);
            out.join();
            error.join();
            int code = process.waitFor();
            in.interrupt();
            return code;
        } finally {
            process.destroyForcibly();
        }
    }

    private static Thread copy(InputStream from, OutputStream to, boolean closes) {
        return Thread.ofVirtual().start(() -> {
            try {
                Relay.copy(from, to);
            } catch (IOException gone) {
                // the process or the client
            }
            if (closes) {
                try {
                    to.close();
                } catch (IOException gone) {
                    // the process
                }
            }
        });
    }

    @Override
    public Ports ports(String namespace, String pod) {
        return (port, connection) -> {
            if (port == 1) {
                throw new IOException("nobody listens on port 1");
            }
            echo(connection);
        };
    }

    private void echo(Duplex connection) throws IOException {
        try {
            Relay.copy(connection.input(), connection.output());
        } finally {
            ended.release();
        }
    }
}
