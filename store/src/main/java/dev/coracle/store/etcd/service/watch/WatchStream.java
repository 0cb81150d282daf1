package dev.coracle.store.etcd.service.watch;

import dev.coracle.base.clock.Clock;
import dev.coracle.proto.etcdserverpb.WatchCreateRequest;
import dev.coracle.proto.etcdserverpb.WatchRequest;
import dev.coracle.proto.etcdserverpb.WatchResponse;
import dev.coracle.store.etcd.member.Member;
import dev.coracle.store.etcd.request.EtcdErrors;
import dev.coracle.store.mvcc.MvccStore;
import dev.coracle.store.port.StoreException;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A client's watch stream with its watches. One thread sends, whenever the client can take more: first what answers requests, then
 * events, watch by watch in turns, then progress, which never overtakes the events before it.
 */
final class WatchStream implements StreamObserver<WatchRequest> {

    private static final int MAX_WATCHES = 10_000;
    /** A client that asks and asks and reads no answer is cut off. */
    private static final int MAX_ANSWERS = 100_000;
    /** Where etcd puts a progress answer that is for all watches of the stream. */
    private static final long ALL_WATCHES = -1;

    private final Member member;
    private final MvccStore store;
    private final ServerCallStreamObserver<WatchResponse> client;
    private final Clock clock;
    private final Duration progressEvery;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition something = lock.newCondition();
    private final Map<Long, ServerWatcher> watchers = new TreeMap<>();
    private final ArrayDeque<WatchResponse> answers = new ArrayDeque<>();
    private long lastId = -1;
    /** The revision that a progress answer waits for, 0 if none does. */
    private long progress;
    private boolean progressDue;
    private boolean woken;
    private boolean finished;
    private boolean gone;
    private boolean flooded;
    private Clock.@Nullable Timer timer;

    WatchStream(Member member, ServerCallStreamObserver<WatchResponse> client, Clock clock, Duration progressEvery) {
        this.member = member;
        this.store = member.store.mvcc();
        this.client = client;
        this.clock = clock;
        this.progressEvery = progressEvery;
        client.setOnReadyHandler(this::wake);
        client.setOnCancelHandler(this::cancelled);
    }

    void start() {
        Thread.ofVirtual().name("etcd-watch").start(this::send);
    }

    @Override
    public void onNext(WatchRequest request) {
        if (floods()) {
            return;
        }
        switch (request.getRequestUnionCase()) {
            case CREATE_REQUEST -> create(request.getCreateRequest());
            case CANCEL_REQUEST -> cancel(request.getCancelRequest().getWatchId());
            case PROGRESS_REQUEST -> askProgress();
            // What is not known is passed over, as in etcd: the client may be newer.
            case REQUESTUNION_NOT_SET -> wake();
        }
    }

    private boolean floods() {
        lock.lock();
        try {
            flooded |= answers.size() >= MAX_ANSWERS;
            if (flooded) {
                woken = true;
                something.signal();
            }
            return flooded;
        } finally {
            lock.unlock();
        }
    }

    private void create(WatchCreateRequest request) {
        long now = store.revision();
        long start = request.getStartRevision() > 0 ? request.getStartRevision() : now + 1;
        lock.lock();
        try {
            if (request.getStartRevision() < 0) {
                refuse(now, "etcdserver: mvcc: required revision has been compacted");
                return;
            }
            boolean emptyRange = request.getRangeEnd().size() > 0
                    && !(request.getRangeEnd().size() == 1 && request.getRangeEnd().byteAt(0) == 0)
                    && Arrays.compareUnsigned(request.getKey().toByteArray(),
                            request.getRangeEnd().toByteArray()) >= 0;
            if (emptyRange) {
                refuse(now, "mvcc: watcher range is empty");
                return;
            }
            long id = request.getWatchId() != 0 ? request.getWatchId() : freeId();
            if (watchers.containsKey(id)) {
                refuse(now, "mvcc: duplicate watch ID provided on the WatchStream");
                return;
            }
            if (watchers.size() >= MAX_WATCHES) {
                refuse(now, "etcdserver: too many watches on one stream");
                return;
            }
            watchers.put(id, new ServerWatcher(id, store.watches(), request, start, this::wake));
            answers.add(WatchResponse.newBuilder().setHeader(member.header(now)).setWatchId(id).setCreated(true)
                    .build());
            scheduleProgress();
        } finally {
            lock.unlock();
        }
        wake();
    }

    private long freeId() {
        do {
            lastId++;
        } while (watchers.containsKey(lastId));
        return lastId;
    }

    private void refuse(long revision, String why) {
        answers.add(WatchResponse.newBuilder().setHeader(member.header(revision)).setWatchId(ALL_WATCHES)
                .setCreated(true).setCanceled(true).setCancelReason(why).build());
        wake();
    }

    private void cancel(long id) {
        ServerWatcher watcher;
        lock.lock();
        try {
            watcher = watchers.remove(id);
            if (watcher != null) {
                answers.add(WatchResponse.newBuilder().setHeader(member.header()).setWatchId(id).setCanceled(true)
                        .build());
            }
        } finally {
            lock.unlock();
        }
        // Without the lock: the store may just be telling it something.
        if (watcher != null) {
            watcher.close();
        }
        wake();
    }

    private void askProgress() {
        // Under the hub's lock: every watch has been told of everything up to it.
        long upTo = store.watches().toldUpTo();
        lock.lock();
        try {
            if (!watchers.isEmpty()) {
                progress = Math.max(progress, upTo);
            }
        } finally {
            lock.unlock();
        }
        wake();
    }

    private void scheduleProgress() {
        if (timer == null && watchers.values().stream().anyMatch(w -> w.tellsProgress)) {
            timer = clock.schedule(progressEvery, this::progressIsDue);
        }
    }

    private void progressIsDue() {
        lock.lock();
        try {
            timer = null;
            progressDue = true;
            if (!gone) {
                scheduleProgress();
            }
        } finally {
            lock.unlock();
        }
        wake();
    }

    private void wake() {
        lock.lock();
        try {
            woken = true;
            something.signal();
        } finally {
            lock.unlock();
        }
    }

    private void send() {
        try {
            while (waitForWork()) {
                sendAnswers();
                List<ServerWatcher> all = watchers();
                while (client.isReady() && sendOneOfEach(all)) {
                    sendAnswers();
                    all = watchers();
                }
                if (client.isReady()) {
                    sendProgress();
                }
                if (isFlooded()) {
                    client.onError(Status.RESOURCE_EXHAUSTED
                            .withDescription("etcdserver: too many watch requests whose answers are not read")
                            .asException());
                    break;
                }
                if (isFinished()) {
                    client.onCompleted();
                    break;
                }
            }
        } catch (InterruptedException | RuntimeException e) {
            if (!client.isCancelled()) {
                client.onError(Status.UNAVAILABLE.withDescription("etcdserver: watch ended: " + e).asException());
            }
        } finally {
            cancelled();
        }
    }

    private boolean waitForWork() throws InterruptedException {
        lock.lock();
        try {
            while (!woken && !gone) {
                something.await();
            }
            woken = false;
            return !gone;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFlooded() {
        lock.lock();
        try {
            return flooded;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFinished() {
        lock.lock();
        try {
            return finished;
        } finally {
            lock.unlock();
        }
    }

    private List<ServerWatcher> watchers() {
        lock.lock();
        try {
            return new ArrayList<>(watchers.values());
        } finally {
            lock.unlock();
        }
    }

    private void sendAnswers() {
        while (client.isReady()) {
            WatchResponse answer;
            lock.lock();
            try {
                answer = answers.poll();
            } finally {
                lock.unlock();
            }
            if (answer == null) {
                return;
            }
            client.onNext(answer);
        }
    }

    /** @return whether there may be more to send at once */
    private boolean sendOneOfEach(List<ServerWatcher> all) {
        boolean sent = false;
        for (ServerWatcher watcher : all) {
            watcher.joinIfDue();
            Optional<WatchResponse.Builder> message = watcher.poll();
            if (message.isPresent()) {
                sent = true;
                if (message.get().getEventsCount() > 0 && isOpen(watcher)) {
                    long revision = message.get().getHeader().getRevision();
                    WatchResponse whole = message.get().setHeader(member.header(revision)).build();
                    Fragments.of(whole, watcher.fragments, member.requestBytes()).forEach(client::onNext);
                }
            }
            watcher.ended().ifPresent(reason -> end(watcher, reason));
        }
        return sent;
    }

    private boolean isOpen(ServerWatcher watcher) {
        lock.lock();
        try {
            return watchers.get(watcher.id) == watcher;
        } finally {
            lock.unlock();
        }
    }

    private void end(ServerWatcher watcher, StoreException reason) {
        lock.lock();
        try {
            if (!watchers.remove(watcher.id, watcher)) {
                return;
            }
        } finally {
            lock.unlock();
        }
        if (!(reason instanceof StoreException.Compacted compacted)) {
            throw EtcdErrors.translate(reason);
        }
        client.onNext(WatchResponse.newBuilder().setHeader(member.header()).setWatchId(watcher.id).setCanceled(true)
                .setCompactRevision(compacted.compactRevision()).setCancelReason(reason.getMessage()).build());
    }

    private void sendProgress() {
        long asked;
        boolean due;
        List<ServerWatcher> all;
        lock.lock();
        try {
            asked = progress;
            due = progressDue;
            all = new ArrayList<>(watchers.values());
        } finally {
            lock.unlock();
        }
        if (asked > 0 && all.stream().allMatch(watcher -> watcher.sentUpTo(asked))) {
            lock.lock();
            try {
                progress = progress == asked ? 0 : progress;
            } finally {
                lock.unlock();
            }
            // It is for all watches, so with one that begins later there is no answer, as in etcd.
            if (all.stream().noneMatch(watcher -> watcher.beginsAfter(asked))) {
                client.onNext(
                        WatchResponse.newBuilder().setHeader(member.header(asked)).setWatchId(ALL_WATCHES).build());
            }
        }
        if (due) {
            sendDueProgress(all);
        }
    }

    private void sendDueProgress(List<ServerWatcher> all) {
        lock.lock();
        try {
            progressDue = false;
        } finally {
            lock.unlock();
        }
        long upTo = store.watches().toldUpTo();
        for (ServerWatcher watcher : all) {
            if (watcher.tellsProgress && watcher.sentUpTo(upTo) && !watcher.beginsAfter(upTo)) {
                client.onNext(WatchResponse.newBuilder().setHeader(member.header(upTo)).setWatchId(watcher.id)
                        .build());
            }
        }
    }

    @Override
    public void onError(Throwable failure) {
        cancelled();
    }

    @Override
    public void onCompleted() {
        lock.lock();
        try {
            finished = true;
        } finally {
            lock.unlock();
        }
        wake();
    }

    private void cancelled() {
        List<ServerWatcher> all;
        lock.lock();
        try {
            gone = true;
            all = new ArrayList<>(watchers.values());
            watchers.clear();
            if (timer != null) {
                timer.cancel();
            }
            something.signal();
        } finally {
            lock.unlock();
        }
        all.forEach(ServerWatcher::close);
    }
}
