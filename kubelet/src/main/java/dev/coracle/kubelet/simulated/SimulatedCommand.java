package dev.coracle.kubelet.simulated;

import dev.coracle.base.clock.Clock;
import dev.coracle.base.wire.Relay;
import dev.coracle.kubelet.runtime.CommandIo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What {@code kubectl exec} gets to see of a container that isn't there: the commands that {@link ShellCommands} understands, and {@code cat} of what is sent. */
final class SimulatedCommand {

    private static final int NOT_FOUND = 127;
    private static final Duration FOREVER = Duration.ofDays(1000);

    private SimulatedCommand() {}

    static int run(List<String> command, Map<String, String> environment, CommandIo io, Clock clock)
            throws IOException, InterruptedException {
        if (command.isEmpty()) {
            throw new IOException("no command specified");
        }
        if (command.equals(List.of("cat"))) {
            Relay.copy(io.stdin(), io.stdout());
            return 0;
        }
        boolean shell = command.size() == 1 && command.getFirst().matches("(.*/)?(ba|a)?sh");
        Optional<Behaviour> understood = shell
                ? Optional.empty()
                : ShellCommands.understand(command, environment, NodeFiles.own());
        if (understood.isEmpty()) {
            print(command.getFirst()
                    + ": nothing is executed on a simulated node; it knows echo, printf, expr, test, touch, sleep, true,"
                    + " false, exit, cat without arguments, and sh -c of these", io, true);
            return NOT_FOUND;
        }
        for (Behaviour.Step step : understood.get().steps()) {
            switch (step) {
                case Behaviour.Step.Write write -> print(write.line(), io, false);
                case Behaviour.Step.Pass pass -> clock.sleep(pass.time());
            }
        }
        if (understood.get().exitCode().isPresent()) {
            return understood.get().exitCode().get();
        }
        clock.sleep(FOREVER); // until the client goes
        return understood.get().stopCode();
    }

    private static void print(String line, CommandIo io, boolean error) throws IOException {
        byte[] bytes = (line + (io.tty() ? "\r\n" : "\n")).getBytes(StandardCharsets.UTF_8);
        (error ? io.stderr() : io.stdout()).write(bytes);
    }
}
