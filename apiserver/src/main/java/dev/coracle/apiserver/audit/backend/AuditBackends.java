package dev.coracle.apiserver.audit.backend;

import dev.coracle.base.clock.Clock;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts backends together as the settings say: what truncates before what buffers before what writes. */
public final class AuditBackends {

    private AuditBackends() {}

    /** Empty if nothing is to be kept. @throws IOException naming the file that does not serve */
    public static Optional<AuditBackend> start(AuditSettings settings, Clock clock) throws IOException {
        List<AuditBackend> all = new ArrayList<>();
        if (settings.log().isPresent()) {
            AuditSettings.Log log = settings.log().get();
            all.add(sending(log(log, clock), log.sending(), false, clock));
        }
        if (settings.webhook().isPresent()) {
            AuditSettings.Webhook webhook = settings.webhook().get();
            all.add(sending(WebhookBackend.load(webhook.kubeconfig(), webhook.backoff(), clock), webhook.sending(),
                    true, clock));
        }
        return switch (all.size()) {
            case 0 -> Optional.empty();
            case 1 -> Optional.of(all.getFirst());
            default -> Optional.of(new Both(all));
        };
    }

    private static LogBackend log(AuditSettings.Log log, Clock clock) throws IOException {
        if (log.path().equals("-")) {
            // Not System.out, whose lock a virtual thread would hold its carrier by.
            return LogBackend.toStream(new FileOutputStream(FileDescriptor.out), log.legacy());
        }
        return LogBackend.toFile(Path.of(log.path()), new RotatedFile.Rotation((long) log.maxMegabytes() << 20,
                Duration.ofDays(log.maxAgeDays()), log.maxBackups(), log.compress()), log.legacy(), clock);
    }

    private static AuditBackend sending(AuditBackend end, AuditSettings.Sending how, boolean parallel, Clock clock) {
        AuditBackend modal = switch (how.mode()) {
            case BATCH -> BufferedBackend.start(end,
                    new BufferedBackend.Batching(how.buffer(), how.batch(), how.linger(),
                            how.throttle()
                                    ? Optional.of(new BufferedBackend.Rate(how.perSecond(), how.burst()))
                                    : Optional.empty(),
                            parallel),
                    clock);
            case BLOCKING -> new Forgiving(end);
            case BLOCKING_STRICT -> end;
        };
        return how.truncate() ? new TruncatingBackend(modal, how.maxEventBytes(), how.maxBatchBytes()) : modal;
    }

    /** One that fails, and no request minds. */
    private record Forgiving(AuditBackend next) implements AuditBackend {
        @Override
        public boolean process(List<AuditEvent> events) {
            next.process(events);
            return true;
        }

        @Override
        public void close() {
            next.close();
        }
    }

    private record Both(List<AuditBackend> all) implements AuditBackend {
        @Override
        public boolean process(List<AuditEvent> events) {
            boolean taken = true;
            for (AuditBackend each : all) {
                taken &= each.process(events);
            }
            return taken;
        }

        @Override
        public void close() {
            all.forEach(AuditBackend::close);
        }
    }
}
