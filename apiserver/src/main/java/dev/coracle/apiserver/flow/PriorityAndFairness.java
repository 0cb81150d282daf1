package dev.coracle.apiserver.flow;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.flow.queue.LevelSettings;
import dev.coracle.apiserver.flow.queue.PriorityLevel;
import dev.coracle.apiserver.flow.queue.PriorityLevel.Turn;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.verb.Verbs;
import dev.coracle.base.clock.Clock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;

/**
 * API Priority and Fairness: FlowSchemas say which priority level a request belongs to, each level has seats of its own, and within a level
 * each flow gets its turn. Long-running requests take no seat, but for watches while they begin. What the objects say counts within a tenth of a second.
 * Source: KEP-1040; flowcontrol.apiserver.k8s.io/v1. Safe for use by any number of threads.
 */
public final class PriorityAndFairness implements FlowControl, AutoCloseable {

    private static final String GROUP = "flowcontrol.apiserver.k8s.io";
    private static final GroupResource SCHEMAS = new GroupResource(GROUP, "flowschemas");
    private static final GroupResource LEVELS = new GroupResource(GROUP, "prioritylevelconfigurations");
    /** A quarter of the minute that a request may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long LOOK_EVERY_NANOS = Duration.ofMillis(100).toNanos();
    private static final Duration REBALANCE_EVERY = Duration.ofSeconds(10);
    private static final FlowSchema CATCH_ALL = new FlowSchema("catch-all", "", 10_000, "catch-all",
            FlowSchema.Distinguish.BY_USER, List.of());
    private static final FlowSchema EXEMPT = new FlowSchema("exempt", "", 1, "exempt",
            FlowSchema.Distinguish.NOTHING, List.of());

    /** What was made out of the objects as they were at some version. */
    private record Config(long schemaVersion, long levelVersion, List<FlowSchema> schemas) {}

    private final Objects objects;
    private final PriorityLevels levels;
    private final Seats seats;
    private final Clock clock;
    private final ReentrantLock reading = new ReentrantLock();
    private final Thread rebalancer;
    private volatile Config config = new Config(-1, -1, List.of());
    private volatile long lookedAt;

    /**
     * @param total how many seats there are: {@code --max-requests-inflight} and {@code --max-mutating-requests-inflight} together
     * @param count how many objects there are of a resource, roughly
     */
    public PriorityAndFairness(Objects objects, int total, ToIntFunction<GroupResource> count, Clock clock) {
        this.objects = objects;
        this.levels = new PriorityLevels(total, clock);
        this.seats = new Seats(count);
        this.clock = clock;
        this.lookedAt = clock.nanoTime() - LOOK_EVERY_NANOS;
        this.rebalancer = Thread.ofVirtual().name("flow-control").start(this::rebalance);
    }

    private void rebalance() {
        try {
            while (true) {
                clock.sleep(REBALANCE_EVERY);
                levels.rebalance();
            }
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Permit enter(RequestContext context) {
        if (Verbs.longRunning(context.info()) && !context.info().verb().equals("watch")) {
            return Permit.FREE;
        }
        FlowSchema schema = classify(context);
        PriorityLevel level = levels.find(schema.level())
                .orElseGet(() -> levels.find(CATCH_ALL.level()).orElseThrow());
        long began = clock.nanoTime();
        if (level.settings().exempt()) {
            FlowMetrics.exempt(schema);
            return new Free(schema, level.settings(), began, clock);
        }
        int width = seats.of(context);
        FlowMetrics.waits(schema, width);
        Turn turn;
        try {
            turn = level.enter(hash(schema, schema.flow(context.user(), context.info())), width, PATIENCE,
                    context.request().lifetime());
        } finally {
            FlowMetrics.waitsNoMore(schema, width);
        }
        return switch (turn) {
            case Turn.Refused refused -> {
                FlowMetrics.refused(schema, refused.why());
                throw StatusException.tooManyRequests("Too many requests, please try again later.", 1);
            }
            case Turn.Seated seated -> {
                FlowMetrics.seated(schema, (seated.beganNanos() - began) / 1e9, seated.seats());
                yield new Seat(schema, level, seated, clock);
            }
        };
    }

    /** A permit that needs no seat, and is counted as one. */
    private record Free(FlowSchema schema, LevelSettings level, long began, Clock clock) implements Permit {
        @Override
        public Map<String, String> headers() {
            return said(schema, level);
        }

        @Override
        public void close() {
            FlowMetrics.left(schema, (clock.nanoTime() - began) / 1e9, 1);
        }
    }

    /** How a request was classified, for its client. */
    private static Map<String, String> said(FlowSchema schema, LevelSettings level) {
        return schema.uid().isEmpty()
                ? Map.of()
                : Map.of("X-Kubernetes-PF-FlowSchema-UID", schema.uid(), "X-Kubernetes-PF-PriorityLevel-UID",
                        level.uid());
    }

    private record Seat(FlowSchema schema, PriorityLevel level, Turn.Seated turn, Clock clock) implements Permit {
        @Override
        public Map<String, String> headers() {
            return said(schema, level.settings());
        }

        @Override
        public void close() {
            level.leave(turn);
            FlowMetrics.left(schema, (clock.nanoTime() - turn.beganNanos()) / 1e9, turn.seats());
        }
    }

    private FlowSchema classify(RequestContext context) {
        for (FlowSchema schema : current().schemas) {
            if (schema.matches(context.user(), context.info())) {
                return schema;
            }
        }
        return context.user().groups().contains("system:masters") ? EXEMPT : CATCH_ALL;
    }

    /** The configuration as the objects are now, made anew when they have changed. */
    private Config current() {
        Config now = config;
        long time = clock.nanoTime();
        if (time - lookedAt < LOOK_EVERY_NANOS) {
            return now;
        }
        long schemaVersion = objects.version(SCHEMAS);
        long levelVersion = objects.version(LEVELS);
        if (now.schemaVersion == schemaVersion && now.levelVersion == levelVersion) {
            lookedAt = time;
            return now;
        }
        if (!reading.tryLock()) {
            return now; // Somebody else reads; this request came before the change as far as anybody can tell.
        }
        try {
            List<FlowSchema> schemas = objects.list(SCHEMAS, "").stream().map(FlowSchema::of)
                    .sorted(Comparator.comparingInt(FlowSchema::precedence).thenComparing(FlowSchema::name)).toList();
            levels.settle(objects.list(LEVELS, "").stream().map(LevelSettings::of).toList());
            config = new Config(schemaVersion, levelVersion, schemas.stream()
                    .filter(schema -> levels.find(schema.level()).isPresent()).toList());
            lookedAt = time;
            return config;
        } finally {
            reading.unlock();
        }
    }

    /** FNV-1a over the names, spread over all bits. */
    private static long hash(FlowSchema schema, String flow) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : (schema.name() + '\0' + flow).getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ b & 0xff) * 0x100000001b3L;
        }
        hash ^= hash >>> 33;
        hash *= 0xff51afd7ed558ccdL;
        return hash ^ hash >>> 33;
    }

    /** A line a level, for {@code /debug/api_priority_and_fairness/dump_priority_levels}. */
    public String dumpLevels() {
        return FlowDumps.levels(levels.all());
    }

    /** A line a queue, for {@code /debug/api_priority_and_fairness/dump_queues}. */
    public String dumpQueues() {
        return FlowDumps.queues(levels.all());
    }

    @Override
    public void close() {
        rebalancer.interrupt();
    }
}
