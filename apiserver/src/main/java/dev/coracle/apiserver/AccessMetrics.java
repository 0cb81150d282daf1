package dev.coracle.apiserver;

import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import java.util.Set;

/** Who was let in, and who was allowed to, under kube-apiserver's names. */
final class AccessMetrics {

    private static final double[] SECONDS = {0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.128, 0.256, 0.512,
        1.024, 2.048, 4.096, 8.192, 16.384};
    private static final Gauge ATTEMPTS = Metrics.plainCounter("authentication_attempts",
            "[ALPHA] Counter of authenticated attempts.", "result");
    private static final Histogram AUTHENTICATION = Metrics.histogram("authentication_duration_seconds",
            "[ALPHA] Authentication duration in seconds broken out by result.", SECONDS, "result");
    private static final Gauge USERS = Metrics.plainCounter("authenticated_user_requests",
            "[ALPHA] Counter of authenticated requests broken out by username.", "username");
    private static final Counter DECISIONS = Metrics.counter("authorization_attempts_total",
            "[ALPHA] Counter of authorization attempts broken down by result. It can be either 'allowed', 'denied', 'no-opinion' or 'error'.",
            "result");
    private static final Histogram AUTHORIZATION = Metrics.histogram("authorization_duration_seconds",
            "[ALPHA] Authorization duration in seconds broken out by result.", SECONDS, "result");
    private static final Set<String> KNOWN = Set.of("admin", "client", "kube-proxy", "kubelet", "system:kube-scheduler",
            "system:kube-controller-manager", "system:anonymous");

    private static final Outcome LET_IN = new Outcome(ATTEMPTS.labelValues("success")::inc,
            AUTHENTICATION.labelValues("success"));
    private static final Outcome NOT_LET_IN = new Outcome(ATTEMPTS.labelValues("failure")::inc,
            AUTHENTICATION.labelValues("failure"));
    private static final Outcome ALLOWED = new Outcome(DECISIONS.labelValues("allowed")::inc,
            AUTHORIZATION.labelValues("allowed"));
    private static final Outcome DENIED = new Outcome(DECISIONS.labelValues("no-opinion")::inc,
            AUTHORIZATION.labelValues("no-opinion"));

    private record Outcome(Runnable count, DistributionDataPoint seconds) {
        void happened(long nanos) {
            count.run();
            seconds.observe(nanos / 1e9);
        }
    }

    private AccessMetrics() {}

    static void letIn(UserInfo user, long nanos) {
        LET_IN.happened(nanos);
        USERS.labelValues(KNOWN.contains(user.name()) ? user.name() : "other").inc();
    }

    static void notLetIn(long nanos) {
        NOT_LET_IN.happened(nanos);
    }

    static void decided(boolean allowed, long nanos) {
        (allowed ? ALLOWED : DENIED).happened(nanos);
    }
}
