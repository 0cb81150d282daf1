package dev.coracle.cluster.snapshot;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Which snapshots a cluster keeps. The newest stays whatever the bounds say: it is the one that was just saved.
 *
 * @param count how many
 * @param age   none older than this
 * @param bytes what all of them may take on disk together, files that they share counted once
 */
public record Retention(OptionalInt count, Optional<Duration> age, OptionalLong bytes) {

    /** Keeps all. */
    public static final Retention ALL = new Retention(OptionalInt.empty(), Optional.empty(), OptionalLong.empty());

    /** A snapshot as retention sees it. */
    public record Candidate(Snapshot snapshot, DiskUse use) {}

    public boolean keepsAll() {
        return equals(ALL);
    }

    /** Those that are to go, the oldest first. @param all the oldest first */
    public List<Snapshot> surplus(List<Candidate> all, Instant now) {
        List<Candidate> kept = new ArrayList<>(all);
        List<Snapshot> surplus = new ArrayList<>();
        while (kept.size() > 1 && tooMuch(kept, now)) {
            surplus.add(kept.removeFirst().snapshot());
        }
        return surplus;
    }

    private boolean tooMuch(List<Candidate> kept, Instant now) {
        return count.isPresent() && kept.size() > count.getAsInt()
                || age.isPresent() && kept.getFirst().snapshot().created().isBefore(now.minus(age.get()))
                || bytes.isPresent()
                        && DiskUse.total(kept.stream().map(Candidate::use).toList()) > bytes.getAsLong();
    }
}
