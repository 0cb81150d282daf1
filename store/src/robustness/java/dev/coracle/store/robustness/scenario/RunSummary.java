package dev.coracle.store.robustness.scenario;

import java.util.List;

/** Many rounds together. */
record RunSummary(List<RoundReport> rounds) {

    @Override
    public String toString() {
        return "%d rounds, %d operations (%d unknown), %d revisions, %d events on %d watches, %d faults, %d undecided, %d violations"
                .formatted(rounds.size(), rounds.stream().mapToLong(RoundReport::operations).sum(),
                        rounds.stream().mapToLong(RoundReport::unknown).sum(),
                        rounds.stream().mapToLong(RoundReport::revisions).sum(),
                        rounds.stream().mapToLong(RoundReport::events).sum(),
                        rounds.stream().mapToLong(RoundReport::streams).sum(),
                        rounds.stream().mapToLong(r -> r.faults().size()).sum(),
                        rounds.stream().filter(RoundReport::undecided).count(),
                        rounds.stream().mapToLong(r -> r.violations().size()).sum());
    }
}
