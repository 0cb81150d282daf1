package dev.coracle.store.robustness.history;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** Where all clients of a round write down what they do. Safe for use by any number of threads. */
public final class History {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition grown = lock.newCondition();
    private final List<Operation> operations = new ArrayList<>();
    private int answered;

    public void add(Operation operation) {
        lock.lock();
        try {
            operations.add(operation);
            answered += operation.outcome() instanceof Outcome.Answered ? 1 : 0;
            grown.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** How many operations have been answered. */
    public int answered() {
        lock.lock();
        try {
            return answered;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until so many have been answered. @return whether they were, within {@code millis} milliseconds */
    public boolean awaitAnswered(int count, long millis) throws InterruptedException {
        long left = millis * 1_000_000;
        lock.lock();
        try {
            while (answered < count && left > 0) {
                left = grown.awaitNanos(left);
            }
            return answered >= count;
        } finally {
            lock.unlock();
        }
    }

    /** All so far, in the order in which they ended. */
    public List<Operation> operations() {
        lock.lock();
        try {
            return List.copyOf(operations);
        } finally {
            lock.unlock();
        }
    }
}
