package dev.coracle.apiserver.verb;

import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.base.metrics.Metrics;
import io.prometheus.metrics.core.metrics.Gauge;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who still asks for what will go, under kube-apiserver's name. */
final class DeprecationMetrics {

    private static final Pattern REMOVED = Pattern.compile("unavailable in v(\\d+\\.\\d+)");
    private static final Gauge ASKED = Metrics.gauge("apiserver_requested_deprecated_apis",
            "[STABLE] Deprecated resources that somebody asked for, with the release that no longer has them.",
            "group", "version", "resource", "subresource", "removed_release");

    private DeprecationMetrics() {}

    /** @param text of the warning */
    static void asked(RequestInfo info, String text) {
        Matcher removed = REMOVED.matcher(text);
        ASKED.labelValues(info.group(), info.version(), info.resource(), "", removed.find() ? removed.group(1) : "")
                .set(1);
    }
}
