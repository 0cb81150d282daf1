package dev.coracle.store.robustness.fault;

import dev.coracle.store.robustness.traffic.Door;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tells clients when the server is back, so that none of them has to try and try. Safe for use by any number of threads. */
public final class Gate implements Door {

    private final String address;
    private final List<Runnable> waiting = new CopyOnWriteArrayList<>();

    public Gate(String address) {
        this.address = address;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public void whenOpen(Runnable todo) {
        waiting.add(todo);
    }

    /** The server answers. */
    public void open() {
        waiting.forEach(Runnable::run);
    }
}
