package dev.coracle.store.robustness.scenario;

import dev.coracle.store.robustness.history.HistoryFile;
import dev.coracle.store.robustness.history.Operation;
import dev.coracle.store.robustness.history.Outcome;
import dev.coracle.store.robustness.linearizability.StoreHistories;
import dev.coracle.store.robustness.linearizability.Verdict;
import dev.coracle.store.robustness.model.Answer;
import dev.coracle.store.robustness.model.Event;
import dev.coracle.store.robustness.model.Replay;
import dev.coracle.store.robustness.model.Request;
import dev.coracle.store.robustness.traffic.Watching;
import dev.coracle.store.robustness.watching.WatchLog;
import dev.coracle.store.robustness.watching.WatchRules;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a round did and what was wrong with it.
 *
 * @param count      requests
 * @param unknown    requests of which nobody heard the end
 * @param events     what all watches heard together
 * @param undecided  whether the checker ran out of time; that is no violation, and no proof either
 * @param violations promises that were broken, in words
 */
record RoundReport(long seed, int count, int unknown, long revisions, int events, int streams,
        List<Operation> operations, List<Event> heard, List<String> faults, Duration ran, Duration checked,
        boolean undecided, List<String> violations) {

    private static final Duration CHECK_LIMIT = Duration.ofSeconds(60);

    static RoundReport of(long seed, List<Operation> operations, Watching everything, List<Watching> watchings,
            List<String> faults, List<String> stalled, long nanos) throws IOException {
        long began = System.nanoTime();
        List<Event> heard = everything.logs().stream().flatMap(log -> log.messages().stream())
                .flatMap(message -> message.events().stream()).toList();
        Replay replay = new Replay(heard, last(operations));
        List<String> violations = new ArrayList<>(stalled);
        violations.addAll(replay.faults());
        long compacted = operations.stream().mapToLong(RoundReport::compacts).max().orElse(0);
        List<WatchLog> logs = watchings.stream().flatMap(watching -> watching.logs().stream()).toList();
        logs.forEach(log -> violations.addAll(WatchRules.check(log, replay, compacted)));
        operations.forEach(operation -> past(operation, replay).ifPresent(violations::add));
        Verdict verdict = StoreHistories.check(operations, replay, CHECK_LIMIT);
        if (verdict instanceof Verdict.Violation violation) {
            violations.add(violation.toString());
        }
        int unknown = (int) operations.stream().filter(o -> o.outcome() instanceof Outcome.Unknown).count();
        int events = logs.stream().flatMap(log -> log.messages().stream()).mapToInt(m -> m.events().size()).sum();
        return new RoundReport(seed, operations.size(), unknown, replay.lastRevision(), events,
                logs.size(), operations, heard, faults, Duration.ofNanos(nanos),
                Duration.ofNanos(System.nanoTime() - began),
                verdict instanceof Verdict.Undecided, violations);
    }

    private static long last(List<Operation> operations) {
        return operations.stream().mapToLong(RoundReport::revision).max().orElse(1);
    }

    private static long revision(Operation operation) {
        return operation.outcome() instanceof Outcome.Answered answered && answered.answer() instanceof Answer.Done done
                ? done.revision()
                : 0;
    }

    private static long compacts(Operation operation) {
        return operation.request() instanceof Request.Compact compact ? compact.revision() : 0;
    }

    private static Optional<String> past(Operation operation, Replay replay) {
        return operation.request() instanceof Request.Range range && range.revision() > 0
                && operation.outcome() instanceof Outcome.Answered answered
                && answered.answer() instanceof Answer.Done done ? replay.check(range, done) : Optional.empty();
    }

    /** One line for people. */
    @Override
    public String toString() {
        return "seed %d: %d operations (%d unknown), %d revisions, %d events on %d watches, %d faults %s in %.1f s; checked in %.1f s: %s"
                .formatted(seed, count, unknown, revisions, events, streams, faults.size(), faults,
                        ran.toMillis() / 1000.0, checked.toMillis() / 1000.0,
                        violations.isEmpty() ? undecided ? "undecided" : "good" : violations.size() + " violations");
    }

    /** @throws AssertionError if a promise was broken, with the seed, the first few of them and where the history is kept */
    RoundReport mustBeGood() throws IOException {
        if (!violations.isEmpty() || undecided) {
            Path file = HistoryFile.write("seed-" + seed, violations, operations, heard);
            throw new AssertionError(this + "; its history is in " + file + "\n" + String.join("\n",
                    violations.stream().sorted(Comparator.comparing(String::length)).limit(8).toList())
                    + "\nrepeat it with -Drobustness.seed=" + seed);
        }
        return this;
    }
}
