package dev.coracle.apiserver.audit.backend;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where audit events go.
 *
 * @param policy  the policy file; without one nothing is logged
 * @param log     the file, if there is one
 * @param webhook the webhook, if there is one
 */
public record AuditSettings(Optional<Path> policy, Optional<Log> log, Optional<Webhook> webhook) {

    public static final AuditSettings NONE = new AuditSettings(Optional.empty(), Optional.empty(), Optional.empty());

    /** How a backend stands to the requests that it is told of. */
    public enum Mode {
        /** They don't wait for it. */
        BATCH("batch"),
        /** They wait until it has taken the event, or has failed to. */
        BLOCKING("blocking"),
        /** They wait, and are refused if their first event can't be taken. */
        BLOCKING_STRICT("blocking-strict");

        private final String word;

        Mode(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    /**
     * What both kinds have in common.
     *
     * @param buffer   events that wait in batch mode
     * @param batch    events of a batch
     * @param linger     how long a batch waits to be full
     * @param throttle whether batches are throttled, to {@code perSecond} after a first {@code burst}
     * @param truncate whether events and batches have a bound in bytes
     */
    public record Sending(Mode mode, int buffer, int batch, Duration linger, boolean throttle, double perSecond,
            int burst, boolean truncate, int maxBatchBytes, int maxEventBytes) {}

    /**
     * @param path       {@code -} for standard output
     * @param legacy     lines of text instead of JSON
     * @param maxAgeDays of files that were put aside; 0 for no bound
     * @param maxBackups how many of them; 0 for no bound
     * @param maxMegabytes of one file; 0 for no bound
     */
    public record Log(String path, boolean legacy, int maxAgeDays, int maxBackups, int maxMegabytes, boolean compress,
            Sending sending) {}

    /** @param kubeconfig says where it is @param backoff before a failed call is made again */
    public record Webhook(Path kubeconfig, Duration backoff, Sending sending) {}
}
