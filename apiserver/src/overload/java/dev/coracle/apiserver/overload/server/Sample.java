package dev.coracle.apiserver.overload.server;

import java.util.ArrayList;
import java.util.List;

/**
 * How a server is, after a collection.
 *
 * @param heap     bytes that live
 * @param direct   bytes outside of the heap that Netty and the JDK hold
 * @param threads  of the operating system
 * @param virtual  virtual threads
 * @param files    open descriptors, sockets among them
 * @param resident bytes of the process that are in memory
 * @param peak     the most that were
 */
public record Sample(long heap, long direct, long threads, long virtual, long files, long resident, long peak) {

    /** As a line, and back. */
    String text() {
        return heap + " " + direct + " " + threads + " " + virtual + " " + files + " " + resident + " " + peak;
    }

    static Sample parse(String text) {
        List<Long> numbers = new ArrayList<>();
        for (String number : text.split(" ")) {
            numbers.add(Long.parseLong(number));
        }
        return new Sample(numbers.get(0), numbers.get(1), numbers.get(2), numbers.get(3), numbers.get(4),
                numbers.get(5), numbers.get(6));
    }

    @Override
    public String toString() {
        return "heap " + heap / 1024 + " kB, direct " + direct / 1024 + " kB, " + threads + " threads, " + virtual
                + " virtual, " + files + " files, resident " + (resident >> 20) + " MB, at most " + (peak >> 20)
                + " MB";
    }
}
