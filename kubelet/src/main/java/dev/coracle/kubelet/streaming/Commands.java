package dev.coracle.kubelet.streaming;

import dev.coracle.kubelet.runtime.CommandIo;
import java.io.IOException;

/** Running a command to its end, whatever that is. */
final class Commands {

    private Commands() {}

    static CommandStatus run(NodeStreams.Command command, CommandIo io) throws InterruptedException {
        try {
            return new CommandStatus.Exited(command.run(io));
        } catch (IOException e) {
            return new CommandStatus.Failed(String.valueOf(e.getMessage()));
        }
    }
}
