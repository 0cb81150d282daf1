package dev.coracle.cluster;

/** Is told of each step of a command and how long it took. */
public interface Progress {

    /** A step has begun. */
    void begin(String step);

    /** The step that began last has ended. */
    void end(long millis);

    /** Something worth a line between steps. */
    void note(String line);
}
