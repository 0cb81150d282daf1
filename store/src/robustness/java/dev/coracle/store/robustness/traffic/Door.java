package dev.coracle.store.robustness.traffic;

/** Where the server is to be found; it may be gone for a while. */
public interface Door {

    /** HOST:PORT; the same for as long as the door is there. */
    String address();

    /** Runs {@code todo} every time that the server begins to answer. */
    void whenOpen(Runnable todo);
}
