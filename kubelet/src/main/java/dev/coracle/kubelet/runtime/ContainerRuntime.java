package dev.coracle.kubelet.runtime;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * What runs containers. Named after the calls of the CRI (runtime.v1), so that a real runtime fits behind it. Safe for use by any
 * number of threads.
 */
public interface ContainerRuntime {

    /** Makes the image available, or says why not. May block while it downloads. */
    ImagePull pullImage(String image);

    /**
     * Starts a container. {@code exited} is called once, from any thread, when it has ended.
     */
    RunningContainer start(ContainerConfig config, Consumer<ContainerExit> exited);

    /** Name and version, as {@code status.nodeInfo.containerRuntimeVersion} shows it. */
    String version();

    /** A container that has been started. */
    interface RunningContainer {

        /** As {@code containerID} shows it: {@code runtime://id}. */
        String id();

        /** Asks it to end, and kills it when {@code grace} has passed. Returns at once. */
        void stop(Duration grace);

        /** What it has written. */
        ContainerLog log();

        /**
         * Runs a command beside it, until that ends.
         *
         * @return the exit code
         * @throws IOException if it can't be run, with the reason, or if the client has gone
         */
        int exec(List<String> command, CommandIo io) throws IOException, InterruptedException;
    }
}
