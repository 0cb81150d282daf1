package dev.coracle.store.robustness.scenario;

/** Many rounds together. */
final class Tally {

    private int rounds;
    private long operations;
    private long unknown;
    private long revisions;
    private long events;
    private long watches;
    private long faults;
    private long undecided;
    private long violations;

    RoundReport add(RoundReport round) {
        rounds++;
        operations += round.count();
        unknown += round.unknown();
        revisions += round.revisions();
        events += round.events();
        watches += round.streams();
        faults += round.faults().stream().filter(fault -> !fault.startsWith("not reached")).count();
        undecided += round.undecided() ? 1 : 0;
        violations += round.violations().size();
        return round;
    }

    @Override
    public String toString() {
        return "%d rounds, %d operations (%d unknown), %d revisions, %d events on %d watches, %d faults, %d undecided, %d violations"
                .formatted(rounds, operations, unknown, revisions, events, watches, faults, undecided, violations);
    }
}
