package dev.coracle.base.health;

import java.util.List;

/**
 * The answer to {@code /healthz}, {@code /livez} or {@code /readyz}.
 *
 * @param failed names of the checks that failed, for the log: the text doesn't say why
 */
public record HealthReport(boolean healthy, String text, List<String> failed) {

    /** 200, or 500 as Kubernetes answers when a check fails. */
    public int status() {
        return healthy ? 200 : 500;
    }
}
