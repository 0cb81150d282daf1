package dev.coracle.store.robustness.fault;

import java.util.List;
import java.util.Random;

/** Something that happens to a server while clients use it. */
public sealed interface Fault {

    /** Dies at a place in its code, the {@code hit}-th time that it comes by after its start. */
    record HaltAt(String failpoint, int hit) implements Fault {
        public String armed() {
            return failpoint + "=halt@" + hit;
        }
    }

    /** {@code kill -9} from outside, anywhere. */
    record Kill() implements Fault {}

    /** SIGTERM and a new start. */
    record Restart() implements Fault {}

    /** {@code kill -9}, and again while it recovers. */
    record KillInRecovery(String failpoint, int hit) implements Fault {}

    /** Nothing. */
    record None() implements Fault {}

    /** Places that every few writes come by. */
    List<String> COMMIT = List.of("commit.before-sync", "commit.after-sync", "commit.before-answer");
    /** Places that every compaction comes by. */
    List<String> COMPACTION = List.of("compact.after-mark", "compact.between-batches", "compact.after-removal");
    /** Places that every start comes by. */
    List<String> RECOVERY = List.of("recover.index", "recover.done");
    /** A place that the end of a lease comes by. */
    String LEASE = "lease.before-forget";

    /** One of them, by a sequence. @param failpoints whether the server knows failpoints */
    static Fault any(Random random, boolean failpoints) {
        int dice = random.nextInt(failpoints ? 10 : 3);
        return switch (dice) {
            case 0, 1 -> new Kill();
            case 2 -> new Restart();
            case 3, 4, 5 -> new HaltAt(one(COMMIT, random), 50 + random.nextInt(300));
            case 6, 7 -> new HaltAt(one(COMPACTION, random), 1 + random.nextInt(3));
            case 8 -> new HaltAt(LEASE, 1 + random.nextInt(3));
            default -> new KillInRecovery(one(RECOVERY, random), 1);
        };
    }

    private static String one(List<String> some, Random random) {
        return some.get(random.nextInt(some.size()));
    }
}
