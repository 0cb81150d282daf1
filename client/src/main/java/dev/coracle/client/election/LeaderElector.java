package dev.coracle.client.election;

import dev.coracle.base.clock.Clock;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.resource.ResourceClient;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Competes for a Lease. Clocks of different machines aren't compared: a lease has run out when it has not changed for
 * its duration, as seen from here.
 */
public final class LeaderElector {

    /** Between two tries while the server can't be reached. */
    private static final Duration RECONNECT = Duration.ofMillis(200);

    private static final Logger log = LoggerFactory.getLogger(LeaderElector.class);

    private final ResourceClient<Lease> leases;
    private final Clock clock;
    private final LeaseName lease;
    private final String identity;
    private final Durations durations;
    // The lease as it was when it last changed, and when that was seen.
    private @Nullable Lease observed;
    private long observedAt;
    private boolean unreachable;
    private boolean heldByAnother;
    // The lease as it was written last while leading.
    private Optional<Lease> renewed = Optional.empty();

    public LeaderElector(ApiClient client, Clock clock, LeaseName lease, String identity, Durations durations) {
        this.leases = client.resources(Lease.class);
        this.clock = clock;
        this.lease = lease;
        this.identity = identity;
        this.durations = durations;
    }

    /**
     * Waits until this candidate leads, runs {@code whenLeading} on a thread of its own, and keeps the lease meanwhile.
     * Returns when {@code whenLeading} has ended, or when the lease was lost: then it was interrupted and has ended
     * too. When this thread is interrupted the lease is given back, so that another can take over at once.
     */
    public void run(Runnable whenLeading) throws InterruptedException {
        while (!tryAcquireOrRenew()) {
            clock.sleep(unreachable && RECONNECT.compareTo(durations.retry()) < 0 ? RECONNECT : durations.retry());
        }
        log.info("Leading as {} by the lease {}/{}", identity, lease.namespace(), lease.name());
        Thread leading = Thread.ofVirtual().name("leading").start(whenLeading);
        try {
            keep(leading);
        } finally {
            leading.interrupt();
            leading.join();
            renewed = Optional.empty();
            release();
        }
    }

    private void keep(Thread leading) throws InterruptedException {
        long kept = clock.nanoTime();
        while (leading.isAlive()) {
            if (tryAcquireOrRenew()) {
                kept = clock.nanoTime();
            } else if (heldByAnother || clock.nanoTime() - kept > durations.renew().toNanos()) {
                log.error("The lease {}/{} is lost", lease.namespace(), lease.name());
                return;
            }
            clock.sleep(durations.retry());
        }
    }

    private boolean tryAcquireOrRenew() {
        unreachable = false;
        heldByAnother = false;
        try {
            Optional<Lease> found = leases.get(lease.namespace(), lease.name());
            if (found.isEmpty()) {
                Lease mine = leases.create(taken(new LeaseBuilder().withNewMetadata().withNamespace(lease.namespace())
                        .withName(lease.name()).endMetadata().withNewSpec().endSpec().build()));
                observe(mine);
                renewed = Optional.of(mine);
                return true;
            }
            Lease now = found.get();
            if (observed == null || !version(observed).equals(version(now))) {
                observe(now);
            }
            if (!mine(now) && !free(now) && !takenBack(now)) {
                heldByAnother = true;
                return false;
            }
            Lease mine = leases.update(taken(now));
            observe(mine);
            renewed = Optional.of(mine);
            return true;
        } catch (ApiException e) {
            if (!e.isConflict() && !e.isAlreadyExists()) {
                log.warn("The lease {}/{}: {}", lease.namespace(), lease.name(), e.getMessage());
            }
            return false;
        } catch (UncheckedIOException e) {
            log.debug("The lease {}/{}: {}", lease.namespace(), lease.name(), e.getMessage());
            unreachable = true;
            return false;
        }
    }

    private void observe(Lease now) {
        observed = now;
        observedAt = clock.nanoTime();
    }

    private static String version(Lease lease) {
        return lease.getMetadata().getResourceVersion();
    }

    private boolean mine(Lease now) {
        return identity.equals(now.getSpec().getHolderIdentity());
    }

    private boolean free(Lease now) {
        String holder = now.getSpec().getHolderIdentity();
        if (holder == null || holder.isEmpty()) {
            return true;
        }
        Integer seconds = now.getSpec().getLeaseDurationSeconds();
        Duration lasts = seconds == null ? durations.lease() : Duration.ofSeconds(seconds);
        return clock.nanoTime() - observedAt > lasts.toNanos();
    }

    /**
     * Whether the lease names somebody who held it before this one does now, and nobody has renewed it since: the cluster was taken back to
     * an earlier state. Its holder then holds on; waiting would only leave the cluster without a leader.
     */
    private boolean takenBack(Lease now) {
        return renewed.map(mine -> transitions(now) < transitions(mine) && now.getSpec().getRenewTime() != null
                && now.getSpec().getRenewTime().isBefore(mine.getSpec().getRenewTime())).orElse(false);
    }

    private static int transitions(Lease lease) {
        return lease.getSpec().getLeaseTransitions() == null ? 0 : lease.getSpec().getLeaseTransitions();
    }

    private Lease taken(Lease now) {
        LeaseSpec spec = now.getSpec() == null ? new LeaseSpec() : now.getSpec();
        ZonedDateTime time = clock.now().atZone(ZoneOffset.UTC);
        boolean mine = identity.equals(spec.getHolderIdentity());
        int transitions = Math.max(spec.getLeaseTransitions() == null ? 0 : spec.getLeaseTransitions(),
                renewed.map(LeaderElector::transitions).orElse(0) - (mine ? 0 : 1));
        return new LeaseBuilder(now).withNewSpecLike(spec)
                .withHolderIdentity(identity)
                .withLeaseDurationSeconds(Math.toIntExact(durations.lease().toSeconds()))
                .withRenewTime(time)
                .withAcquireTime(mine && spec.getAcquireTime() != null ? spec.getAcquireTime() : time)
                .withLeaseTransitions(mine || spec.getHolderIdentity() == null ? transitions : transitions + 1)
                .endSpec().build();
    }

    private void release() {
        Lease last = observed;
        if (last == null || !mine(last)) {
            return;
        }
        boolean interrupted = Thread.interrupted();
        try {
            leases.update(new LeaseBuilder(last).editSpec().withHolderIdentity("").withLeaseDurationSeconds(1)
                    .endSpec().build());
        } catch (ApiException | UncheckedIOException e) {
            log.debug("The lease could not be given back: {}", e.getMessage());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
