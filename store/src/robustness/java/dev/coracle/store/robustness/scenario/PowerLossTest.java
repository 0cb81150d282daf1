package dev.coracle.store.robustness.scenario;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.coracle.store.robustness.fault.Fault;
import dev.coracle.store.robustness.fault.LocalServer;
import dev.coracle.store.robustness.fault.LossyBackend;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The machine loses power, and with it everything that was not synced. */
class PowerLossTest {

    private static final List<Fault> POWER_CUTS = Collections.nCopies(5, new Fault.Kill());

    /**
     * etcd 14370: a single member acknowledged a write and then lost it. Seen to fail with {@code Writer.write} telling watches and
     * answering before it commits: 194 violations, of versions that do not follow those before.
     */
    @Test
    void etcd14370WhatWasAcknowledgedOrShownIsThereAfterAPowerCut() throws Exception {
        long seed = Settings.seed();
        Round.run(seed, new LocalServer(LossyBackend.Disk.honest(seed)), 8, POWER_CUTS, 250).mustBeGood();
    }

    /** The suite itself: a disk that acknowledges before it syncs must be found out. */
    @Test
    void aDiskThatLiesIsFoundOut() throws Exception {
        long seed = Settings.seed();
        RoundReport report = Round.runUnwatched(seed, new LocalServer(LossyBackend.Disk.lying(seed)), 8, POWER_CUTS,
                250);
        assertFalse(report.violations().isEmpty(), "nobody noticed the lost writes: " + report);
    }
}
