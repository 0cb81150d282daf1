package dev.coracle.store.etcd.service;

import io.grpc.stub.ServerCallStreamObserver;
import java.io.IOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Sends a stream no faster than its client takes it, from one thread, which waits. */
final class BlockingSender<T> {

    private final ServerCallStreamObserver<T> client;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /** To be made while the call is being started: later nobody may listen for the client. */
    BlockingSender(ServerCallStreamObserver<T> client) {
        this.client = client;
        client.setOnReadyHandler(this::wake);
        client.setOnCancelHandler(this::wake);
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** @throws IOException if the client is gone, or the thread was interrupted */
    void send(T message) throws IOException {
        lock.lock();
        try {
            while (!client.isReady() && !client.isCancelled()) {
                changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            lock.unlock();
        }
        if (client.isCancelled()) {
            throw new IOException("the client is gone");
        }
        client.onNext(message);
    }
}
