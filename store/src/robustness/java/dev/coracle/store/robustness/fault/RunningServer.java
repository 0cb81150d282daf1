package dev.coracle.store.robustness.fault;

/** A server that somebody else started, with nothing in it: it is used, and nothing is done to it. */
public final class RunningServer implements Server {

    private final String address;

    /** @param address as HOST:PORT */
    public RunningServer(String address) {
        this.address = address;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public boolean start(String failpoints) {
        return true;
    }

    @Override
    public void kill() {}

    @Override
    public void stop() {}

    @Override
    public boolean awaitDeath(long millis) {
        return true;
    }

    @Override
    public boolean hasFailpoints() {
        return false;
    }

    @Override
    public void close() {}
}
