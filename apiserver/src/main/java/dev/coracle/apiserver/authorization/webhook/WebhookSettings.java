package dev.coracle.apiserver.authorization.webhook;

import dev.coracle.apiserver.access.AccessExpression;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * One webhook that authorizes. Source: apiserver.config.k8s.io/v1 WebhookConfiguration.
 *
 * @param version          of the review that it is sent: v1 or v1beta1
 * @param authorizedLife   how long a yes holds; zero for not at all
 * @param unauthorizedLife the same for a no
 * @param timeout          of one call
 * @param denies           whether a failure is a no, and not left to those who come next
 * @param conditions       on the review; it is asked only if all hold
 */
public record WebhookSettings(Path kubeconfig, String version, Duration authorizedLife, Duration unauthorizedLife,
        Duration timeout, boolean denies, List<AccessExpression> conditions) {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    public WebhookSettings {
        conditions = List.copyOf(conditions);
    }

    /** As the flags {@code --authorization-webhook-*} say it: a failure leaves it to those who come next. */
    public static WebhookSettings ofFlags(Path kubeconfig, String version, Duration authorizedLife,
            Duration unauthorizedLife) {
        return new WebhookSettings(kubeconfig, version, authorizedLife, unauthorizedLife, TIMEOUT, false, List.of());
    }
}
