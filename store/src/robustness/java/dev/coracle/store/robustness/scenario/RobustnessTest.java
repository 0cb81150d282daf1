package dev.coracle.store.robustness.scenario;

import dev.coracle.store.robustness.fault.Fault;
import dev.coracle.store.robustness.fault.Server;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Rounds of traffic and faults: a few in every build, as many as there is time for with {@code -Probustness}. A server of its own, with
 * nothing in it, for each round.
 */
class RobustnessTest {

    private static final int SHORT_ROUNDS = 2;
    private static final int ANSWERS = 250;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void noPromiseIsBroken() throws Exception {
        Tally tally = new Tally();
        long first = Settings.seed();
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(Settings.minutes().orElse(0));
        boolean more = true;
        try {
            for (int i = 0; more; i++) {
                RoundReport report = tally.add(round(first + i));
                System.out.println("robustness: " + report);
                report.mustBeGood();
                more = !Settings.isRepetition()
                        && (Settings.minutes().isPresent() ? System.nanoTime() - end < 0 : i + 1 < SHORT_ROUNDS);
            }
        } finally {
            System.out.println("robustness: " + tally);
        }
    }

    private RoundReport round(long seed) throws Exception {
        Random random = new Random(seed);
        Server server = Settings.process(folder.resolve("round-" + seed));
        int count = Settings.minutes().isPresent() ? 3 + random.nextInt(4) : 2;
        List<Fault> faults = Stream.generate(() -> Fault.any(random, server.hasFailpoints())).limit(count).toList();
        return Round.run(seed, server, 4 + random.nextInt(8), faults, ANSWERS);
    }
}
