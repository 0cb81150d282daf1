package dev.coracle.store.etcd.member;

import dev.coracle.proto.etcdserverpb.AlarmMember;
import dev.coracle.proto.etcdserverpb.AlarmType;
import dev.coracle.store.etcd.request.EtcdErrors;
import dev.coracle.store.mvcc.MvccStore;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The alarms that are on. They are kept in the store, so that they outlive a restart, and stay on until somebody disarms them, as in etcd.
 * Safe for use by any number of threads.
 */
public final class Alarms {

    private static final String PREFIX = "alarm/";
    /** Clients may name members that are not there, but not without end. */
    private static final int MOST = 64;

    private final MvccStore store;
    private final ReentrantLock lock = new ReentrantLock();
    private final TreeMap<String, AlarmMember> on = new TreeMap<>();
    private volatile boolean noSpace;
    private volatile boolean corrupt;

    Alarms(MvccStore store) {
        this.store = store;
        store.numbers(PREFIX).forEach(number -> {
            String[] parts = number.name().substring(PREFIX.length()).split("/", 2);
            AlarmType type = AlarmType.valueOf(parts[0]);
            on.put(number.name(), alarm(type, Long.parseUnsignedLong(parts[1], 16)));
        });
        look();
    }

    private static AlarmMember alarm(AlarmType type, long member) {
        return AlarmMember.newBuilder().setAlarm(type).setMemberID(member).build();
    }

    private static String name(AlarmType type, long member) {
        return PREFIX + type + "/" + Long.toHexString(member);
    }

    /** Those of a type; all if it is {@code NONE}. */
    public List<AlarmMember> get(AlarmType type) {
        lock.lock();
        try {
            return on.values().stream().filter(a -> type == AlarmType.NONE || a.getAlarm() == type).toList();
        } finally {
            lock.unlock();
        }
    }

    /** @return the alarm, which is on now; empty if there is no such type, or there are too many already */
    public Optional<AlarmMember> activate(AlarmType type, long member) {
        if (type != AlarmType.NOSPACE && type != AlarmType.CORRUPT) {
            return Optional.empty();
        }
        lock.lock();
        try {
            String name = name(type, member);
            if (!on.containsKey(name)) {
                if (on.size() >= MOST) {
                    return Optional.empty();
                }
                store.remember(name, 1);
                on.put(name, alarm(type, member));
                look();
            }
            return Optional.of(on.get(name));
        } finally {
            lock.unlock();
        }
    }

    /** @return the alarm, which was on; empty if it was not */
    public Optional<AlarmMember> deactivate(AlarmType type, long member) {
        lock.lock();
        try {
            String name = name(type, member);
            AlarmMember was = on.get(name);
            if (was == null) {
                return Optional.empty();
            }
            store.forget(name);
            on.remove(name);
            look();
            return Optional.of(was);
        } finally {
            lock.unlock();
        }
    }

    private void look() {
        noSpace = on.values().stream().anyMatch(a -> a.getAlarm() == AlarmType.NOSPACE);
        corrupt = on.values().stream().anyMatch(a -> a.getAlarm() == AlarmType.CORRUPT);
    }

    public boolean noSpace() {
        return noSpace;
    }

    /** @throws io.grpc.StatusRuntimeException if the data is said to be corrupt: then no key is read or written */
    void checkSound() {
        if (corrupt) {
            throw EtcdErrors.corrupt();
        }
    }
}
