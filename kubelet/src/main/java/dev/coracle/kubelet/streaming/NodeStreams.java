package dev.coracle.kubelet.streaming;

import dev.coracle.base.wire.Duplex;
import dev.coracle.kubelet.runtime.CommandIo;
import java.io.IOException;
import java.util.List;

/** What there is to be reached on a node. Safe for use by any number of threads. */
public interface NodeStreams {

    /** A container. */
    record Place(String namespace, String pod, String container) {}

    /** Why something can't be reached, as an answer over HTTP. */
    final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        public Refusal(int status, String message) {
            super(message);
            this.status = status;
        }

        public int status() {
            return status;
        }
    }

    /** Runs until the command has ended. */
    @FunctionalInterface
    interface Command {
        /** @return its exit code @throws IOException if it could not be run, with the reason */
        int run(CommandIo io) throws IOException, InterruptedException;
    }

    /** A pod's ports. */
    @FunctionalInterface
    interface Ports {
        /** Serves one connection to a port until it ends. @throws IOException with the reason, for the client */
        void serve(int port, Duplex connection) throws IOException, InterruptedException;
    }

    Command exec(Place place, List<String> command) throws Refusal;

    Command attach(Place place) throws Refusal;

    Ports ports(String namespace, String pod) throws Refusal;
}
