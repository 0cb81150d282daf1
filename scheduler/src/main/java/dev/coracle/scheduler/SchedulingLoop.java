package dev.coracle.scheduler;

import dev.coracle.base.clock.Clock;
import dev.coracle.scheduler.cluster.ClusterState;
import dev.coracle.scheduler.decide.Decider;
import dev.coracle.scheduler.decide.Decision;
import dev.coracle.scheduler.decide.Diagnosis;
import dev.coracle.scheduler.decide.Preemption;
import dev.coracle.scheduler.model.PodInfo;
import dev.coracle.scheduler.model.Shape;
import dev.coracle.scheduler.plugin.Plugin;
import dev.coracle.scheduler.plugin.Profile;
import dev.coracle.scheduler.queue.ClusterEvent;
import dev.coracle.scheduler.queue.SchedulingQueue;
import dev.coracle.scheduler.queue.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that holds the scheduler's state: it takes in what happened, takes the pod whose turn it is, decides,
 * and hands what follows from it to {@link ApiWriter}. Nothing here waits for the API server.
 */
final class SchedulingLoop implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(SchedulingLoop.class);

    /** A binding that was asked for before has been seen by then. */
    private static final Duration UNDER_WAY = Duration.ofSeconds(2);

    private final Map<String, Profile> profiles;
    private final BlockingQueue<Message> inbox;
    private final Clock clock;
    private final Watches watches;
    private final Siblings siblings;
    private final VolumeRules volumes;
    private final ApiWriter writer;
    private final SchedulingQueue queue;
    private final ClusterState state = new ClusterState();
    private final Decider decider = new Decider(state, new SplittableRandom());
    private final Preemption preemption = new Preemption(state, decider);

    SchedulingLoop(Map<String, Profile> profiles, BlockingQueue<Message> inbox, Clock clock, Watches watches,
            Siblings siblings, VolumeRules volumes, ApiWriter writer, SchedulingQueue queue) {
        this.profiles = profiles;
        this.inbox = inbox;
        this.clock = clock;
        this.watches = watches;
        this.siblings = siblings;
        this.volumes = volumes;
        this.writer = writer;
        this.queue = queue;
    }

    @Override
    public void run() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                step();
            }
        } catch (InterruptedException | CancellationException e) {
            // Closed.
        }
    }

    private void step() throws InterruptedException {
        takeIn();
        Optional<Waiting> next = queue.pop();
        if (next.isPresent()) {
            attempt(next.get());
            return;
        }
        SchedulerMetrics.pending(queue);
        Optional<Clock.Timer> alarm = queue.nextDue()
                .map(wait -> clock.schedule(wait, () -> inbox.add(new Message.Wake())));
        try {
            handle(inbox.take());
        } finally {
            alarm.ifPresent(Clock.Timer::cancel);
        }
    }

    private void takeIn() {
        for (Message message = inbox.poll(); message != null; message = inbox.poll()) {
            handle(message);
        }
    }

    private void handle(Message message) {
        switch (message) {
            case Message.PodSeen seen -> podSeen(seen.pod());
            case Message.PodGone gone -> podGone(gone.key());
            case Message.NodeSeen seen -> {
                boolean known = state.nodes().slot(seen.node().name()) >= 0;
                if (state.putNode(seen.node())) {
                    queue.on(known ? ClusterEvent.NODE_CHANGED : ClusterEvent.NODE_ADDED);
                }
            }
            case Message.NodeGone gone -> {
                state.removeNode(gone.name());
                queue.on(ClusterEvent.POD_GONE);
            }
            case Message.NamespaceSeen seen -> {
                if (state.nodes().putNamespace(seen.name(), seen.labels())) {
                    decider.forgetResults();
                    queue.on(ClusterEvent.NAMESPACE_CHANGED);
                }
            }
            case Message.NamespaceGone gone -> state.nodes().removeNamespace(gone.name());
            case Message.VolumesChanged changed -> queue.on(ClusterEvent.VOLUMES_CHANGED);
            case Message.BindingFailed failed -> bindingFailed(failed);
            case Message.PodsRelisted relisted -> doubtBindings();
            case Message.BindingsDoubted doubted -> doubted.pods().forEach(this::stillAssumed);
            case Message.Wake wake -> {
                // The queue looks at the clock itself.
            }
        }
    }

    private void podSeen(PodInfo pod) {
        if (pod.finished()) {
            podGone(pod.key());
        } else if (!pod.nodeName().isEmpty()) {
            bound(pod);
        } else if (pod.gated() || pod.terminating() || !profiles.containsKey(pod.schedulerName())) {
            queue.remove(pod.key());
        } else if (!state.isAssumed(pod.key())) {
            if (state.remove(pod.key()).isPresent()) {
                // It was bound, and the cluster was taken back to before that.
                queue.on(ClusterEvent.POD_GONE);
            }
            queue.put(pod);
            if (!pod.nominatedNode().isEmpty() && state.nomination(pod.key()).isEmpty()) {
                state.nominate(pod, pod.nominatedNode());
            }
        }
    }

    private void doubtBindings() {
        List<PodInfo> assumed = state.assumed();
        if (!assumed.isEmpty()) {
            clock.schedule(UNDER_WAY, () -> inbox.add(new Message.BindingsDoubted(assumed)));
        }
    }

    /** Its binding was made, and taken back before it was seen; or it is yet to be made, and then the next one is refused. */
    private void stillAssumed(PodInfo pod) {
        if (watches.stillWaits(pod) && state.forget(pod)) {
            queue.on(ClusterEvent.POD_GONE);
            queue.put(pod);
        }
    }

    private void bound(PodInfo pod) {
        Optional<PodInfo> before = state.bound(pod.key());
        queue.remove(pod.key());
        state.putBound(pod);
        if (before.isEmpty() || !before.get().labels().equals(pod.labels())
                || before.get().terminating() != pod.terminating()) {
            queue.on(ClusterEvent.POD_PLACED);
        }
        if (before.isPresent() && !before.get().shape().requests().equals(pod.shape().requests())) {
            queue.on(ClusterEvent.POD_GONE);
        }
    }

    private void podGone(String key) {
        queue.remove(key);
        boolean hadRoom = state.nomination(key).isPresent();
        state.clearNomination(key);
        if (state.remove(key).isPresent() || hadRoom) {
            queue.on(ClusterEvent.POD_GONE);
        }
    }

    private void bindingFailed(Message.BindingFailed failed) {
        if (!state.forget(failed.pod())) {
            return;
        }
        queue.on(ClusterEvent.POD_GONE);
        if (watches.stillWaits(failed.pod())) {
            log.warn("Pod {} could not be bound: {}", failed.pod(), failed.reason());
            queue.failed(failed.waiting());
        }
    }

    private void attempt(Waiting waiting) throws InterruptedException {
        PodInfo pod = waiting.pod();
        try {
            Profile profile = profiles.getOrDefault(pod.schedulerName(), Profile.defaults());
            switch (volumes.of(pod)) {
                case VolumeRules.Verdict.MayNot not -> {
                    queue.park(waiting, Set.of(Plugin.VOLUME_BINDING));
                    writer.unscheduled(waiting, "Unschedulable", "0/" + state.nodes().size() + " nodes are available: "
                            + not.reason() + ". preemption: 0/" + state.nodes().size()
                            + " nodes are available: " + state.nodes().size()
                            + " Preemption is not helpful for scheduling.", "");
                }
                case VolumeRules.Verdict.May may -> decide(waiting, pod, profile, may);
            }
        } catch (CancellationException e) {
            throw e;
        } catch (RuntimeException e) {
            // A mistake of ours, or the API server out of reach: this pod waits, the others go on.
            log.error("Pod {} could not be scheduled; it is tried again", pod, e);
            SchedulerMetrics.attempt(pod.schedulerName(), "error", 0);
            queue.failed(waiting);
        }
    }

    private void decide(Waiting waiting, PodInfo pod, Profile profile, VolumeRules.Verdict.May may)
            throws InterruptedException {
        long began = System.nanoTime();
        Shape shape = shape(pod, profile);
        Decision decision = decider.decide(pod, shape, profile, may.filter());
        long took = System.nanoTime() - began;
        switch (decision) {
            case Decision.Place place when !may.toProvision().isEmpty() -> {
                queue.park(waiting, Set.of(Plugin.VOLUME_BINDING));
                writer.write(pod, () -> volumes.select(may.toProvision(), place.node()));
            }
            case Decision.Place place -> {
                SchedulerMetrics.attempt(profile.schedulerName(), "scheduled", took);
                queue.bound(waiting);
                state.assume(pod, place.node());
                queue.on(ClusterEvent.POD_PLACED);
                writer.bind(waiting, pod, place.node());
            }
            case Decision.NoPlace none -> {
                SchedulerMetrics.attempt(profile.schedulerName(), "unschedulable", took);
                noPlace(waiting, pod, shape, profile, may, none.diagnosis());
            }
        }
    }

    /** Spreading by default is for pods that don't say how. */
    private Shape shape(PodInfo pod, Profile profile) {
        if (!pod.shape().spread().isEmpty() || !profile.defaultSpreading()
                || profile.weight(Plugin.POD_TOPOLOGY_SPREAD) == 0) {
            return pod.shape();
        }
        return siblings.of(pod).map(pod.shape()::spreadByDefault).orElse(pod.shape());
    }

    private void noPlace(Waiting waiting, PodInfo pod, Shape shape, Profile profile, VolumeRules.Verdict.May may,
            Diagnosis diagnosis) throws InterruptedException {
        String message = diagnosis.message();
        if (!profile.preempts() || diagnosis.nodes() == 0) {
            park(waiting, pod, diagnosis, message);
            return;
        }
        Preemption.Outcome outcome = preemption.find(pod, shape, profile, may.filter(), diagnosis, watches.budgets());
        switch (outcome) {
            case Preemption.Outcome.NoHelp no -> {
                if (!no.message().contains("nominated node")) {
                    state.clearNomination(pod.key());
                }
                park(waiting, pod, diagnosis, message + " preemption: " + no.message());
            }
            case Preemption.Outcome.Evict evict -> {
                log.info("Pod {} takes the place of {} on node {}", pod, evict.victims(), evict.node());
                SchedulerMetrics.victims(evict.victims().size());
                for (PodInfo behind : new ArrayList<>(state.nominatedBehind(pod, evict.node()))) {
                    state.clearNomination(behind.key());
                    writer.clearNomination(behind);
                }
                state.nominate(pod, evict.node());
                writer.evict(pod, evict.victims(), evict.node());
                park(waiting, pod, diagnosis, message);
            }
        }
    }

    private void park(Waiting waiting, PodInfo pod, Diagnosis diagnosis, String message) throws InterruptedException {
        queue.park(waiting, diagnosis.plugins());
        writer.unscheduled(waiting, "Unschedulable", message, state.nomination(pod.key()).orElse(""));
    }

    /** Profiles by the name that pods ask for. */
    static Map<String, Profile> byName(List<Profile> profiles) {
        return profiles.stream().collect(java.util.stream.Collectors.toMap(Profile::schedulerName,
                Function.identity()));
    }
}
