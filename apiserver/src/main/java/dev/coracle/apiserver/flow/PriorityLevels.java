package dev.coracle.apiserver.flow;

import dev.coracle.apiserver.flow.queue.LevelSettings;
import dev.coracle.apiserver.flow.queue.PriorityLevel;
import dev.coracle.apiserver.flow.queue.SeatAllotment;
import dev.coracle.base.clock.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** All priority levels, with the seats that each has now. Safe for use by any number of threads. */
final class PriorityLevels {

    /** How much of what was wanted in former periods is still counted. Source: kube-apiserver's smoothing. */
    private static final double MEMORY = 0.9;

    private final int total;
    private final Clock clock;
    private final Map<String, PriorityLevel> levels = new ConcurrentHashMap<>();
    private final Map<String, Double> smoothed = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();

    /** @param total seats of the whole server */
    PriorityLevels(int total, Clock clock) {
        this.total = total;
        this.clock = clock;
        settle(List.of());
    }

    Optional<PriorityLevel> find(String name) {
        return Optional.ofNullable(levels.get(name));
    }

    Collection<PriorityLevel> all() {
        return levels.values();
    }

    /** Takes the levels that there are now; those that the server cannot do without stay. What waits in one that changed goes on there. */
    void settle(List<LevelSettings> wanted) {
        lock.lock();
        try {
            Map<String, LevelSettings> next = new HashMap<>();
            next.put(LevelSettings.EXEMPT.name(), LevelSettings.EXEMPT);
            next.put(LevelSettings.CATCH_ALL.name(), LevelSettings.CATCH_ALL);
            wanted.forEach(level -> next.put(level.name(), level));
            Set<String> gone = new HashSet<>(levels.keySet());
            gone.removeAll(next.keySet());
            gone.forEach(name -> {
                levels.remove(name);
                smoothed.remove(name);
                FlowMetrics.gone(name);
            });
            next.forEach((name, settings) -> {
                PriorityLevel now = levels.get(name);
                if (now == null || !now.settings().equals(settings)) {
                    levels.put(name, new PriorityLevel(settings, 1, clock));
                }
            });
            divide();
        } finally {
            lock.unlock();
        }
    }

    /** Looks at what each level wants, and lends seats from those with less to do. */
    void rebalance() {
        lock.lock();
        try {
            divide();
        } finally {
            lock.unlock();
        }
    }

    private void divide() {
        List<PriorityLevel> limited = levels.values().stream().filter(level -> !level.settings().exempt()).toList();
        List<SeatAllotment.Claim> claims = new ArrayList<>();
        List<Integer> wanted = new ArrayList<>();
        for (PriorityLevel level : limited) {
            PriorityLevel.Demand demand = level.demand();
            double before = smoothed.getOrDefault(level.settings().name(), 0.0);
            double target = Math.max(demand.mostSeats(), MEMORY * before + (1 - MEMORY) * demand.mostSeats());
            smoothed.put(level.settings().name(), target);
            claims.add(new SeatAllotment.Claim(level.settings(), target));
            wanted.add(demand.mostSeats());
        }
        List<Integer> seats = SeatAllotment.divide(claims, total);
        List<SeatAllotment.Bounds> bounds = SeatAllotment
                .bounds(limited.stream().map(PriorityLevel::settings).toList(), total);
        for (int i = 0; i < limited.size(); i++) {
            limited.get(i).setSeats(seats.get(i), bounds.get(i).nominal());
            FlowMetrics.limits(limited.get(i).settings().name(), bounds.get(i), seats.get(i), wanted.get(i),
                    claims.get(i).target());
        }
    }
}
