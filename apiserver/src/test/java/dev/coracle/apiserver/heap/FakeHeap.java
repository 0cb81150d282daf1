package dev.coracle.apiserver.heap;

/** A heap of which a test says how full it is. */
final class FakeHeap implements HeapRoom.Heap {

    private final long most;
    private long live;
    private long garbage;

    FakeHeap(long most) {
        this.most = most;
    }

    void fill(long newLive, long newGarbage) {
        live = newLive;
        garbage = newGarbage;
    }

    @Override
    public long most() {
        return most;
    }

    @Override
    public long used() {
        return live + garbage;
    }

    @Override
    public void collect() {
        garbage = 0;
    }
}
