package dev.coracle.kubelet.node;

import java.util.BitSet;
import java.util.concurrent.locks.ReentrantLock;

/** Hands out a node's pod addresses from its range, the lowest that is free first. Safe for use by any number of threads. */
final class PodAddresses {

    private final ReentrantLock lock = new ReentrantLock();
    private final BitSet taken = new BitSet();
    private final int base;
    private final int size;

    /** @param cidr an IPv4 range such as {@code 10.244.3.0/24}; its first address is the gateway's */
    public PodAddresses(String cidr) {
        String[] parts = cidr.split("/");
        int number = 0;
        for (String octet : parts[0].split("\\.")) {
            number = number << 8 | Integer.parseInt(octet);
        }
        this.base = number;
        this.size = 1 << (32 - Integer.parseInt(parts[1]));
        taken.set(0, 2);
    }

    /** A free address. @throws IllegalStateException if there is none */
    public String take() {
        lock.lock();
        try {
            int offset = taken.nextClearBit(0);
            if (offset >= size - 1) {
                throw new IllegalStateException("no free pod address on the node");
            }
            taken.set(offset);
            return text(base + offset);
        } finally {
            lock.unlock();
        }
    }

    /** Takes a certain address, for a pod that has it already. */
    public void take(String address) {
        int offset = offset(address);
        lock.lock();
        try {
            if (offset >= 0 && offset < size) {
                taken.set(offset);
            }
        } finally {
            lock.unlock();
        }
    }

    public void release(String address) {
        int offset = offset(address);
        lock.lock();
        try {
            if (offset >= 2 && offset < size) {
                taken.clear(offset);
            }
        } finally {
            lock.unlock();
        }
    }

    private int offset(String address) {
        int number = 0;
        for (String octet : address.split("\\.")) {
            number = number << 8 | Integer.parseInt(octet);
        }
        return number - base;
    }

    private static String text(int number) {
        return (number >>> 24) + "." + (number >>> 16 & 255) + "." + (number >>> 8 & 255) + "." + (number & 255);
    }
}
