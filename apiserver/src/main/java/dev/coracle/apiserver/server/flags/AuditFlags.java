package dev.coracle.apiserver.server.flags;

import dev.coracle.apiserver.audit.backend.AuditSettings;
import dev.coracle.apiserver.audit.backend.AuditSettings.Mode;
import dev.coracle.base.flags.Flag;
import dev.coracle.base.flags.FlagException;
import dev.coracle.base.flags.FlagSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** kube-apiserver's flags about the audit log. */
final class AuditFlags {

    /** The flags that both kinds of backend have, {@code --audit-log-…} and {@code --audit-webhook-…}. */
    private static final class Sending {
        private final String name;
        private final Flag<String> mode;
        private final Flag<Integer> buffer;
        private final Flag<Integer> batch;
        private final Flag<Duration> linger;
        private final Flag<Boolean> throttle;
        private final Flag<Double> perSecond;
        private final Flag<Integer> burst;
        private final Flag<Boolean> truncate;
        private final Flag<Integer> maxBatch;
        private final Flag<Integer> maxEvent;
        private final Flag<String> version;

        Sending(FlagSet flags, String name, AuditSettings.Sending byDefault) {
            this.name = name;
            String begin = "audit-" + name + "-";
            mode = flags.string(begin + "mode", byDefault.mode().word(),
                    "batch, blocking, or blocking-strict: whether requests wait until their events are taken");
            buffer = flags.integer(begin + "batch-buffer-size", byDefault.buffer(),
                    "Events that wait at most, in batch mode");
            batch = flags.integer(begin + "batch-max-size", byDefault.batch(), "Events of a batch at most");
            linger = flags.duration(begin + "batch-max-wait", byDefault.linger(), "How long a batch waits to be full");
            throttle = flags.bool(begin + "batch-throttle-enable", byDefault.throttle(),
                    "Whether batches are throttled");
            perSecond = flags.number(begin + "batch-throttle-qps", byDefault.perSecond(), "Batches a second at most");
            burst = flags.integer(begin + "batch-throttle-burst", byDefault.burst(),
                    "Batches at once, after a quiet time");
            truncate = flags.bool(begin + "truncate-enabled", false, "Whether large events lose their objects");
            maxBatch = flags.integer(begin + "truncate-max-batch-size", byDefault.maxBatchBytes(),
                    "Bytes of a batch at most");
            maxEvent = flags.integer(begin + "truncate-max-event-size", byDefault.maxEventBytes(),
                    "Bytes of an event at most");
            version = flags.string(begin + "version", "audit.k8s.io/v1", "The version of events");
        }

        AuditSettings.Sending settings() throws FlagException {
            if (!version.get().equals("audit.k8s.io/v1")) {
                throw new FlagException("invalid group version, allowed versions are \"audit.k8s.io/v1\"");
            }
            positive("buffer size", buffer.get());
            positive("max batch size", batch.get());
            if (throttle.get()) {
                positive("throttle QPS", perSecond.get());
                positive("throttle burst", burst.get());
            }
            if (truncate.get() && (maxEvent.get() <= 0 || maxBatch.get() < maxEvent.get())) {
                throw new FlagException("invalid audit truncate " + name + ": max event size " + maxEvent.get()
                        + " must be a positive number, and max batch size " + maxBatch.get() + " not less than it");
            }
            return new AuditSettings.Sending(mode(), buffer.get(), batch.get(), linger.get(), throttle.get(),
                    perSecond.get(), burst.get(), truncate.get(), maxBatch.get(), maxEvent.get());
        }

        /** Go writes a number that is whole without a point. */
        private static String number(double value) {
            return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
        }

        private void positive(String what, double value) throws FlagException {
            if (mode.get().equals(Mode.BATCH.word()) && value <= 0) {
                throw new FlagException("invalid audit batch " + name + " " + what + " " + number(value)
                        + ", must be a positive number");
            }
        }

        private Mode mode() throws FlagException {
            for (Mode each : Mode.values()) {
                if (each.word().equals(mode.get())) {
                    return each;
                }
            }
            throw new FlagException("invalid audit " + name + " mode " + mode.get()
                    + ", allowed modes are \"batch,blocking,blocking-strict\"");
        }
    }

    private static final int MAX_BATCH_BYTES = 10 << 20;
    private static final int MAX_EVENT_BYTES = 100 << 10;
    private static final int BUFFER = 10_000;

    private final Flag<String> policy;
    private final Flag<String> path;
    private final Flag<String> format;
    private final Flag<Integer> maxAge;
    private final Flag<Integer> maxBackups;
    private final Flag<Integer> maxSize;
    private final Flag<Boolean> compress;
    private final Sending log;
    private final Flag<String> webhook;
    private final Flag<Duration> backoff;
    private final Sending webhookSending;

    AuditFlags(FlagSet flags) {
        policy = flags.string("audit-policy-file", "", "File with the audit policy; without it nothing is logged");
        path = flags.string("audit-log-path", "", "File for audit events; - for standard output");
        format = flags.string("audit-log-format", "json", "json, or legacy for lines of text");
        maxAge = flags.integer("audit-log-maxage", 366, "Days that files put aside are kept; 0 for ever");
        maxBackups = flags.integer("audit-log-maxbackup", 100, "Files put aside that are kept; 0 for all");
        maxSize = flags.integer("audit-log-maxsize", 100, "Megabytes of a file before it is put aside; 0 for no bound");
        compress = flags.bool("audit-log-compress", false, "Whether files put aside are compressed");
        log = new Sending(flags, "log", new AuditSettings.Sending(Mode.BLOCKING, BUFFER, 1, Duration.ZERO, false, 0, 0,
                false, MAX_BATCH_BYTES, MAX_EVENT_BYTES));
        webhook = flags.string("audit-webhook-config-file", "", "Kubeconfig of the webhook that takes audit events");
        backoff = flags.duration("audit-webhook-initial-backoff", Duration.ofSeconds(10),
                "The pause before a failed call is made again");
        webhookSending = new Sending(flags, "webhook", new AuditSettings.Sending(Mode.BATCH, BUFFER, 400,
                Duration.ofSeconds(30), true, 10, 15, false, MAX_BATCH_BYTES, MAX_EVENT_BYTES));
    }

    AuditSettings settings() throws FlagException {
        if (!format.get().equals("json") && !format.get().equals("legacy")) {
            throw new FlagException("invalid audit log format " + format.get()
                    + ", allowed formats are \"legacy,json\"");
        }
        for (Flag<Integer> each : java.util.List.of(maxAge, maxBackups, maxSize)) {
            if (each.get() < 0) {
                throw new FlagException("--" + each.name() + " " + each.get() + " can't be a negative number");
            }
        }
        Optional<Path> kubeconfig = ApiServerFlags.path(webhook);
        return new AuditSettings(ApiServerFlags.path(policy),
                path.get().isEmpty()
                        ? Optional.empty()
                        : Optional.of(new AuditSettings.Log(path.get(), format.get().equals("legacy"), maxAge.get(),
                                maxBackups.get(), maxSize.get(), compress.get(), log.settings())),
                kubeconfig.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new AuditSettings.Webhook(kubeconfig.get(), backoff.get(),
                                webhookSending.settings())));
    }
}
