package dev.coracle.apiserver.http.answer;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The streams of one event loop that have something to write. An event that goes to a thousand watches is one task for the loop, not a
 * thousand; and after a round the next one waits, the longer the longer the round was, though not over {@link #LONGEST_PAUSE}: what happens
 * meanwhile goes out in one record and one write for each watch, and requests get their turn. After a quiet time nothing waits, and where
 * a few watch nobody can tell. Whoever is woken while a round goes on is still in it, unless it has had its turn: the loop begins when
 * the first of a thousand watches has been told, and the others need not wait for what was written to the first. A round is served in
 * slices of {@link #SLICE}, between which the loop looks after everything else.
 */
public final class Rounds {

    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(8);
    /** How long a round keeps the loop from requests. */
    static final long SLICE = TimeUnit.MICROSECONDS.toNanos(200);
    /** A pause for each round's length: a quarter of a loop's time is for watches, if others want it. */
    private static final int PAUSES = 3;

    private final EventExecutor loop;
    private final Queue<Turn> woken = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean due = new AtomicBoolean();
    /** The loop's own, as are the next. */
    private final List<Turn> again = new ArrayList<>();
    private long notBefore = System.nanoTime();
    private long number;
    private long spent;

    public Rounds(EventExecutor loop) {
        this.loop = loop;
    }

    /** What one stream does whenever it is its turn. */
    static final class Turn {
        private final Runnable work;
        /** The last one that it was in; the loop's own. */
        private long round;

        Turn(Runnable work) {
            this.work = work;
        }
    }

    /** It is the stream's turn in this round or the next. From any thread, brief. */
    void wake(Turn stream) {
        woken.add(stream);
        if (due.compareAndSet(false, true)) {
            loop.execute(this::begin);
        }
    }

    private void begin() {
        long pause = notBefore - System.nanoTime();
        if (pause > 0) {
            loop.schedule(this::round, pause, TimeUnit.NANOSECONDS);
        } else {
            round();
        }
    }

    private void round() {
        number++;
        spent = 0;
        goOn();
    }

    /** A slice of the round: what came to the sockets meanwhile is read before the next one. */
    private void goOn() {
        long began = System.nanoTime();
        long now = began;
        for (Turn stream = woken.poll(); stream != null; stream = woken.poll()) {
            if (stream.round == number) {
                again.add(stream);
                continue;
            }
            serve(stream);
            now = System.nanoTime();
            if (now - began >= SLICE) {
                spent += now - began;
                // What is due at once would run before the loop looks at its sockets again.
                loop.schedule(this::goOn, 1, TimeUnit.NANOSECONDS);
                return;
            }
        }
        spent += now - began;
        end(now);
    }

    /** One that fails ends the round, not the watches: what is left is in the next one. */
    private void serve(Turn stream) {
        stream.round = number;
        boolean failed = true;
        try {
            stream.work.run();
            failed = false;
        } finally {
            if (failed) {
                end(System.nanoTime());
            }
        }
    }

    private void end(long now) {
        notBefore = now + Math.min(PAUSES * spent, LONGEST_PAUSE);
        woken.addAll(again);
        again.clear();
        due.set(false);
        // Whoever came after the last look and before this found a round going on, and asked for none.
        if (!woken.isEmpty() && due.compareAndSet(false, true)) {
            begin();
        }
    }
}
