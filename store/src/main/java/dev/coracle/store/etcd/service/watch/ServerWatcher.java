package dev.coracle.store.etcd.service.watch;

import com.google.protobuf.ByteString;
import dev.coracle.proto.etcdserverpb.WatchCreateRequest.FilterType;
import dev.coracle.proto.etcdserverpb.WatchCreateRequest;
import dev.coracle.proto.etcdserverpb.WatchResponse;
import dev.coracle.store.etcd.request.Ranges;
import dev.coracle.store.mvcc.EventListener;
import dev.coracle.store.mvcc.WatchHub;
import dev.coracle.store.mvcc.state.Event;
import dev.coracle.store.port.StoreException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One watch of a stream. The store tells it quickly and goes on; what it is told waits here until the client takes it. When too much
 * waits, the watch leaves the store, lets the client catch up with what waits, and joins again where it left: nothing is lost, nothing is
 * sent twice, and memory is bounded.
 *
 * <p>Events are put in order of revision, those of one revision in one message.
 */
final class ServerWatcher implements EventListener {

    /** So many events may wait; history read when joining may make it more, once. */
    private static final int MAY_WAIT = 10_000;
    /** A message has about so many events at the most. */
    private static final int MESSAGE = 1_000;

    private record Batch(List<Event> events, long first, long last) {}

    final long id;
    private final WatchHub hub;
    private final byte[] from;
    private final byte[] to;
    private final boolean previous;
    private final boolean puts;
    private final boolean deletes;
    final boolean tellsProgress;
    final boolean fragments;
    /** The revision that the client asked to begin at; 0 for now. */
    private final long asked;
    private final Runnable wake;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Batch> waiting = new ArrayDeque<>();
    private int waitingEvents;
    /** Where to begin when joining the store. */
    private long next;
    private boolean joined;
    private boolean joining;
    private boolean closed;
    private @Nullable StoreException ended;
    private WatchHub.@Nullable Watcher watcher;

    /** @param next the revision to begin at; @param wake called when there is something to send */
    ServerWatcher(long id, WatchHub hub, WatchCreateRequest request, long next, Runnable wake) {
        this.id = id;
        this.hub = hub;
        ByteString key = request.getKey().isEmpty() ? ByteString.copyFrom(new byte[1]) : request.getKey();
        this.from = key.toByteArray();
        this.to = Ranges.end(key, request.getRangeEnd());
        this.previous = request.getPrevKv();
        this.puts = !request.getFiltersList().contains(FilterType.NOPUT);
        this.deletes = !request.getFiltersList().contains(FilterType.NODELETE);
        this.tellsProgress = request.getProgressNotify();
        this.fragments = request.getFragment();
        this.asked = request.getStartRevision();
        this.next = next;
        this.wake = wake;
    }

    /** Joins the store if it has left it and nothing waits any more. Called by one thread at a time. */
    void joinIfDue() {
        lock.lock();
        try {
            if (joined || closed || ended != null || !waiting.isEmpty()) {
                return;
            }
            joined = true;
            joining = true;
        } finally {
            lock.unlock();
        }
        try {
            if (hub.isNear(next)) {
                joining(hub.watch(from, to, next, this));
            } else {
                catchUp();
            }
        } catch (StoreException e) {
            onEnd(e);
        }
    }

    /** One stretch of history at a time, each when the one before has been sent, so that memory is bounded. */
    private void catchUp() {
        long reached = hub.catchUp(from, to, next, this);
        lock.lock();
        try {
            next = Math.max(next, reached);
            joined = false;
            joining = false;
        } finally {
            lock.unlock();
        }
        wake.run();
    }

    private void joining(WatchHub.Watcher begun) {
        boolean over;
        lock.lock();
        try {
            joining = false;
            watcher = begun;
            over = closed || !joined;
        } finally {
            lock.unlock();
        }
        if (over) {
            begun.close();
        }
    }

    @Override
    public void onEvents(List<Event> events) {
        WatchHub.Watcher leaving = null;
        lock.lock();
        try {
            if (closed || !joined) {
                return;
            }
            add(events);
            if (waitingEvents > MAY_WAIT && !joining) {
                joined = false;
                leaving = watcher;
            }
        } finally {
            lock.unlock();
        }
        if (leaving != null) {
            leaving.close();
        }
        wake.run();
    }

    private void add(List<Event> events) {
        int begin = 0;
        for (int i = 1; i <= events.size(); i++) {
            boolean whole = i == events.size() || events.get(i).revision() != events.get(i - 1).revision();
            if (whole && (i == events.size() || i - begin >= MESSAGE)) {
                List<Event> some = events.subList(begin, i);
                waiting.add(new Batch(some, some.getFirst().revision(), some.getLast().revision()));
                begin = i;
            }
        }
        waitingEvents += events.size();
        next = Math.max(next, events.getLast().revision() + 1);
    }

    /** The next message for the client, if one waits. */
    Optional<WatchResponse.Builder> poll() {
        Batch batch;
        lock.lock();
        try {
            batch = waiting.poll();
            if (batch == null) {
                return Optional.empty();
            }
            waitingEvents -= batch.events.size();
        } finally {
            lock.unlock();
        }
        WatchResponse.Builder message = WatchResponse.newBuilder().setWatchId(id);
        batch.events.stream().filter(e -> e.deleted() ? deletes : puts)
                .forEach(e -> message.addEvents(EventMessage.of(e, previous)));
        message.getHeaderBuilder().setRevision(batch.last);
        return Optional.of(message);
    }

    /** Whether everything up to {@code revision} that the store had told by then has been handed out. */
    boolean sentUpTo(long revision) {
        lock.lock();
        try {
            Batch head = waiting.peek();
            return head == null ? joined && !joining || next > revision : head.first > revision;
        } finally {
            lock.unlock();
        }
    }

    /** Why the store ended it, once everything before has been handed out. */
    Optional<StoreException> ended() {
        lock.lock();
        try {
            return waiting.isEmpty() ? Optional.ofNullable(ended) : Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    /** Whether it waits for what comes later than next after {@code revision}: then it is not to be told that it has seen all up to there. */
    boolean beginsAfter(long revision) {
        return asked > revision + 1;
    }

    /** Progress is asked for stream by stream, not of the whole store. */
    @Override
    public void onProgress(long revision) {}

    @Override
    public void onEnd(StoreException reason) {
        lock.lock();
        try {
            ended = reason;
            joined = false;
            joining = false;
        } finally {
            lock.unlock();
        }
        wake.run();
    }

    void close() {
        WatchHub.Watcher leaving;
        lock.lock();
        try {
            closed = true;
            waiting.clear();
            leaving = watcher;
        } finally {
            lock.unlock();
        }
        if (leaving != null) {
            leaving.close();
        }
    }
}
