package dev.coracle.client.election;

import dev.coracle.base.flags.Flag;
import dev.coracle.base.flags.FlagSet;
import dev.coracle.base.lifecycle.HostName;
import java.time.Duration;
import java.util.UUID;

/** {@code --leader-elect} and what belongs to it, on the command line of a component of which one at a time is at work: names and defaults of the original. */
public final class ElectionFlags {

    private final LeaseName usual;
    private final Flag<Boolean> elect;
    private final Flag<Duration> lease;
    private final Flag<Duration> renew;
    private final Flag<Duration> retry;
    private final Flag<String> name;
    private final Flag<String> namespace;

    /**
     * Declares them.
     *
     * @param usual the component's own lease
     * @param work  what nobody does before the lease is his, for the help text
     */
    public ElectionFlags(FlagSet flags, LeaseName usual, String work) {
        this.usual = usual;
        Durations times = Durations.DEFAULT;
        elect = flags.bool("leader-elect", true, "Wait for the lease before " + work + ".");
        lease = flags.duration("leader-elect-lease-duration", times.lease(),
                "How long others wait after the leader's last sign of life.");
        renew = flags.duration("leader-elect-renew-deadline", times.renew(), "How long the leader tries to renew.");
        retry = flags.duration("leader-elect-retry-period", times.retry(), "How long between two tries.");
        name = flags.string("leader-elect-resource-name", usual.name(), "The name of the lease.");
        namespace = flags.string("leader-elect-resource-namespace", usual.namespace(), "The namespace of the lease.");
    }

    public boolean elect() {
        return elect(elect.byDefault());
    }

    /** @param otherwise unless the command line says it, as for the next two */
    public boolean elect(boolean otherwise) {
        return or(elect, otherwise);
    }

    public LeaseName lease() {
        return lease(usual);
    }

    public LeaseName lease(LeaseName otherwise) {
        return new LeaseName(or(namespace, otherwise.namespace()), or(name, otherwise.name()));
    }

    /** @throws IllegalArgumentException if they don't go together */
    public Durations durations() {
        return durations(Durations.DEFAULT);
    }

    /** @throws IllegalArgumentException if they don't go together */
    public Durations durations(Durations otherwise) {
        return new Durations(or(lease, otherwise.lease()), or(renew, otherwise.renew()), or(retry, otherwise.retry()));
    }

    /** What this process is called in its lease: the machine's name and something that no other process has, as the original's. */
    public static String identity() {
        return HostName.local() + "_" + UUID.randomUUID();
    }

    private static <T> T or(Flag<T> flag, T otherwise) {
        return flag.given() ? flag.get() : otherwise;
    }
}
