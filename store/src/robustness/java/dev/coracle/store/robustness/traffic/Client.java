package dev.coracle.store.robustness.traffic;

import dev.coracle.store.robustness.history.History;
import dev.coracle.store.robustness.history.Operation;
import dev.coracle.store.robustness.history.Outcome;
import dev.coracle.store.robustness.model.Answer;
import dev.coracle.store.robustness.model.Kv;
import dev.coracle.store.robustness.model.Request;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** One client: asks one thing at a time and writes down what it heard. Used by one thread. */
public final class Client implements AutoCloseable {

    private final int number;
    private final History history;
    private final EtcdConnection connection;
    private final AtomicLong compactUpTo;
    private int written;

    /** This client's own sequence. */
    public final Random random;

    /** @param compactUpTo what the watch of everything has heard: compacting beyond it would take the truth away */
    public Client(int number, long seed, Door door, History history, AtomicLong compactUpTo) {
        this.number = number;
        this.random = new Random(seed * 1_000_003 + number);
        this.history = history;
        this.compactUpTo = compactUpTo;
        this.connection = new EtcdConnection(door);
    }

    /** What was answered; empty if nobody knows. */
    public Optional<Answer> ask(Request request) throws InterruptedException {
        long called = System.nanoTime();
        Outcome outcome = connection.ask(request);
        history.add(new Operation(number, request, called, System.nanoTime(), outcome));
        if (Thread.interrupted()) {
            throw new InterruptedException("the round is over");
        }
        return switch (outcome) {
            case Outcome.Answered answered -> Optional.of(answered.answer());
            case Outcome.Unknown unknown -> Optional.empty();
        };
    }

    /** The keys that a range answered; empty if it was refused or nobody knows. */
    public Optional<Page> page(Request.Range range) throws InterruptedException {
        return ask(range).flatMap(answer -> answer instanceof Answer.Done done
                && done.results().getFirst() instanceof Answer.Result.Found found
                        ? Optional.of(new Page(found.kvs(), found.more(), done.revision()))
                        : Optional.empty());
    }

    /** What a range answered. */
    public record Page(List<Kv> kvs, boolean more, long revision) {}

    /** A value that nobody else writes. */
    public String value() {
        return "v" + number + "." + written++;
    }

    int number() {
        return number;
    }

    /** The newest revision that may be compacted. */
    long compactUpTo() {
        return compactUpTo.get();
    }

    @Override
    public void close() {
        connection.close();
    }
}
