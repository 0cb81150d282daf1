package dev.coracle.store.robustness.traffic;

import dev.coracle.proto.etcdserverpb.WatchResponse;
import dev.coracle.store.robustness.history.History;
import dev.coracle.store.robustness.traffic.WatchStreamCall.Delivery;
import dev.coracle.store.robustness.watching.WatchLog;
import dev.coracle.store.robustness.watching.Wish;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A client that watches, all its watches on one stream, until it has heard of the last write. When the stream breaks it goes on where it
 * was, as client-go does; when what it wants is compacted, after the compaction. Used by one thread; logs are read when that has ended.
 */
public final class Watching implements AutoCloseable {

    /** As often a kube-apiserver asks while somebody waits for a consistent read. */
    private static final long PROGRESS_MILLIS = 100;
    /** Messages between two questions when messages keep coming. */
    private static final int MESSAGES = 7;

    private final String name;
    private final List<Wish> wishes;
    private final History history;
    private final Pace pace;
    private final Finish finish;
    private final EtcdConnection connection;
    private final List<WatchLog> current = new ArrayList<>();
    private final List<WatchLog> past = new ArrayList<>();
    private final AtomicLong told = new AtomicLong();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition toldMore = lock.newCondition();

    public Watching(String name, List<Wish> wishes, Pace pace, Door door, History history, Finish finish) {
        this.name = name;
        this.wishes = wishes;
        this.history = history;
        this.pace = pace;
        this.finish = finish;
        this.connection = new EtcdConnection(door);
        wishes.forEach(wish -> current.add(new WatchLog(name, wish)));
    }

    /** Up to where its first watch has heard everything. */
    public AtomicLong told() {
        return told;
    }

    /** Watches until all is heard. */
    public void run() throws InterruptedException {
        while (!isDone()) {
            try (WatchStreamCall stream = WatchStreamCall.open(connection)) {
                for (int i = 0; i < current.size(); i++) {
                    stream.create(i + 1, current.get(i).wish(), i % 2 == 0);
                }
                listen(stream);
            }
            resume();
        }
    }

    private boolean isDone() {
        return finish.isKnown() && current.stream().allMatch(log -> finish.isReachedBy(log.told()));
    }

    private boolean isPartlyDone() {
        return finish.isKnown() && current.stream().anyMatch(log -> finish.isReachedBy(log.told()));
    }

    private void listen(WatchStreamCall stream) throws InterruptedException {
        for (int messages = 1; !isDone() && !pace.isEnough(messages); messages++) {
            Optional<Delivery> next = stream.take(PROGRESS_MILLIS);
            if (next.isEmpty() && isPartlyDone()) {
                // etcd bookmarks no stream on which one watch begins after its newest revision: go on without those that have heard all.
                return;
            }
            if (next.isEmpty() || messages % MESSAGES == 0) {
                stream.askForProgress();
            }
            if (next.isPresent()) {
                if (!(next.get() instanceof Delivery.Message one) || !hear(one.message())) {
                    return;
                }
                pace.await(history, finish);
                stream.letIn();
            }
        }
    }

    /** @return whether the stream is of further use */
    private boolean hear(WatchResponse message) {
        long revision = message.getHeader().getRevision();
        if (message.getWatchId() < 0 && !message.getCreated()) {
            // A bookmark of the stream is one of each watch that is there; etcd sends one even before it has said that a watch is.
            current.stream().filter(WatchLog::isCreated)
                    .forEach(log -> log.heard(new WatchLog.Message(revision, List.of())));
        } else {
            WatchLog log = current.get((int) message.getWatchId() - 1);
            if (message.getCanceled()) {
                cancelled(log, message);
                return false;
            }
            if (message.getCreated()) {
                log.created(revision);
            } else {
                log.heard(new WatchLog.Message(revision, message.getEventsList().stream().map(Wire::event).toList()));
            }
        }
        tell(current.getFirst().told());
        return true;
    }

    private void tell(long revision) {
        lock.lock();
        try {
            told.set(revision);
            toldMore.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until its first watch has heard everything up to {@code revision}. */
    public void awaitTold(long revision) throws InterruptedException {
        lock.lock();
        try {
            while (told.get() < revision) {
                toldMore.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private static void cancelled(WatchLog log, WatchResponse message) {
        if (message.getCompactRevision() > 0) {
            log.compacted(message.getCompactRevision());
        } else {
            log.cancelled(message.getCancelReason());
        }
    }

    private void resume() {
        past.addAll(current);
        current.removeIf(log -> finish.isKnown() && finish.isReachedBy(log.told()));
        current.replaceAll(log -> {
            // A watch of what comes that never came to be is asked for anew as it was.
            boolean again = log.wish().start() == 0 && !log.isCreated();
            long next = Math.max(log.told(), log.compactedAt().orElse(0)) + 1;
            return new WatchLog(name, again ? log.wish() : log.wish().startingAt(next));
        });
    }

    /** What it asked for and heard, stream by stream; for when it has ended. */
    public List<WatchLog> logs() {
        return List.copyOf(past);
    }

    @Override
    public String toString() {
        return name + " " + wishes;
    }

    @Override
    public void close() {
        connection.close();
    }
}
