package dev.coracle.store.robustness.fault;

import dev.coracle.store.robustness.history.History;
import java.util.ArrayList;
import java.util.List;

/** Does one fault after another to a server, each after so many answers since the one before. Used by one thread. */
public final class Faults {

    /** If a failpoint is not come by in this time, the server is killed from outside. */
    private static final long PATIENCE_MILLIS = 5_000;

    private final Server server;
    private final Gate gate;
    private final History history;
    private final List<String> done = new ArrayList<>();

    public Faults(Server server, Gate gate, History history) {
        this.server = server;
        this.gate = gate;
        this.history = history;
    }

    /** What was done, in order. */
    public List<String> done() {
        return done;
    }

    /** Opens the gate, lets clients have {@code answers} before each fault, and leaves the server running. */
    public void run(List<Fault> faults, int answers) throws Exception {
        for (Fault fault : faults) {
            start(fault instanceof Fault.HaltAt halt ? halt.armed() : "");
            if (!(fault instanceof Fault.HaltAt)) {
                history.awaitAnswered(history.answered() + answers, PATIENCE_MILLIS);
            }
            happen(fault);
        }
        start("");
        history.awaitAnswered(history.answered() + answers, PATIENCE_MILLIS);
    }

    private void start(String failpoints) throws Exception {
        if (server.awaitDeath(0)) {
            if (!server.start(failpoints) && !server.start("")) {
                throw new IllegalStateException("the server does not start any more; " + done);
            }
        }
        gate.open();
    }

    private void happen(Fault fault) throws Exception {
        switch (fault) {
            case Fault.None none -> {
                return;
            }
            case Fault.Kill kill -> server.kill();
            case Fault.Restart restart -> server.stop();
            case Fault.HaltAt halt -> {
                if (!server.awaitDeath(PATIENCE_MILLIS)) {
                    server.kill();
                    done.add("not reached: " + fault);
                    return;
                }
            }
            case Fault.KillInRecovery recovery -> {
                server.kill();
                if (server.start(recovery.failpoint() + "=halt@" + recovery.hit())) {
                    server.kill();
                    done.add("not reached: " + fault);
                    return;
                }
            }
        }
        done.add(fault.toString());
    }
}
