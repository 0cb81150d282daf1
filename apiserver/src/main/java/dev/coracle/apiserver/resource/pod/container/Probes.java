package dev.coracle.apiserver.resource.pod.container;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;
import java.util.List;

/** How a container is asked whether it is well, and what it does when it starts and ends. */
final class Probes {

    /** In the order in which the first one given counts, and all others are one too many. */
    private static final List<String> HANDLERS = List.of("exec", "httpGet", "tcpSocket", "grpc", "sleep");

    private Probes() {}

    static void all(Place container, Pod pod) {
        for (String kind : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            Place probe = container.at(kind);
            if (!probe.present()) {
                continue;
            }
            probe(probe, pod);
            if (kind.equals("readinessProbe")) {
                if (probe.at("terminationGracePeriodSeconds").present()) {
                    probe.at("terminationGracePeriodSeconds").invalid("must not be set for readinessProbes");
                }
            } else if (probe.at("successThreshold").number(1) != 1) {
                probe.at("successThreshold").invalid("must be 1");
            }
        }
    }

    private static void probe(Place probe, Pod pod) {
        handler(probe, pod);
        for (String field : List.of("initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold",
                "failureThreshold")) {
            probe.at(field).atLeast(0);
        }
        probe.at("terminationGracePeriodSeconds").greaterThan(0);
    }

    static void lifecycle(Place lifecycle, Pod pod) {
        for (String hook : List.of("postStart", "preStop")) {
            if (lifecycle.at(hook).present()) {
                handler(lifecycle.at(hook), pod);
            }
        }
    }

    /** Exactly one way to act. */
    private static void handler(Place holder, Pod pod) {
        int found = 0;
        for (String kind : HANDLERS) {
            Place handler = holder.at(kind);
            if (handler.present()) {
                if (found++ > 0) {
                    handler.forbidden("may not specify more than 1 handler type");
                } else {
                    act(kind, handler, pod);
                }
            }
        }
        if (found == 0) {
            holder.errors().required(holder.path(), "must specify a handler type");
        }
    }

    private static void act(String kind, Place handler, Pod pod) {
        switch (kind) {
            case "exec" -> handler.at("command").required();
            case "httpGet" -> httpGet(handler);
            case "tcpSocket", "grpc" -> Ports.numberOrName(handler.at("port"));
            default -> {
                long seconds = handler.at("seconds").number(0);
                if (seconds < 0 || seconds > pod.gracePeriod()) {
                    handler.errors().invalid(handler.path(), seconds,
                            "must be non-negative and less than terminationGracePeriodSeconds (" + pod.gracePeriod()
                                    + ")");
                }
            }
        }
    }

    private static void httpGet(Place get) {
        get.at("path").required();
        Ports.numberOrName(get.at("port"));
        get.at("scheme").oneOf("HTTP", "HTTPS");
        for (Place header : get.at("httpHeaders").items()) {
            String name = header.at("name").text();
            for (String problem : Names.httpHeader(name)) {
                get.errors().invalid(get.at("httpHeaders").path(), name, problem);
            }
        }
    }
}
