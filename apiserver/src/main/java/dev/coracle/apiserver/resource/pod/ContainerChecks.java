package dev.coracle.apiserver.resource.pod;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Addresses;
import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What containers must be: ordinary ones, those that run first, and those that look in from outside. */
final class ContainerChecks {

    private static final String NOT_FOR_EPHEMERAL = "cannot be set for an Ephemeral Container";
    private static final String NOT_FOR_INIT = "may not be set for init containers without restartPolicy=Always";

    private ContainerChecks() {}

    static void all(Place spec, Set<String> volumes) {
        Set<String> names = new HashSet<>();
        Place containers = spec.at("containers");
        containers.required();
        for (Place container : containers.items()) {
            common(container, volumes);
            once(container, names);
            restart(container, false);
            probes(container);
            lifecycle(container.at("lifecycle"));
        }
        for (Place container : spec.at("initContainers").items()) {
            common(container, volumes);
            once(container, names);
            restart(container, true);
            if (container.at("restartPolicy").is("Always")) {
                probes(container);
                lifecycle(container.at("lifecycle"));
            } else {
                for (String field : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
                    forbiddenIfPresent(container.at(field), NOT_FOR_INIT);
                }
            }
        }
        ephemeral(spec, volumes, names);
    }

    private static void forbiddenIfPresent(Place place, String why) {
        if (place.present()) {
            place.forbidden(why);
        }
    }

    private static void once(Place container, Set<String> names) {
        Place name = container.at("name");
        if (!name.empty() && !names.add(name.text())) {
            name.errors().duplicate(name.path(), name.text());
        }
    }

    private static void restart(Place container, boolean init) {
        Place policy = container.at("restartPolicy");
        if (init) {
            policy.oneOf("Always", "Never", "OnFailure");
        } else {
            policy.oneOf("Always", "Never", "OnFailure");
        }
    }

    private static void ephemeral(Place spec, Set<String> volumes, Set<String> names) {
        Set<String> targets = new HashSet<>();
        spec.at("containers").items().forEach(c -> targets.add(c.at("name").text()));
        for (Place container : spec.at("ephemeralContainers").items()) {
            common(container, volumes);
            once(container, names);
            Place target = container.at("targetContainerName");
            if (!target.empty() && !targets.contains(target.text())) {
                target.errors().notFound(target.path(), target.text());
            }
            for (String field : List.of("ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle",
                    "resources", "resizePolicy")) {
                container.at(field).forbiddenIfPresent(NOT_FOR_EPHEMERAL);
            }
        }
    }

    private static void common(Place container, Set<String> volumes) {
        container.at("name").requiredNamed(Names::dnsLabel);
        Place image = container.at("image");
        image.required();
        if (!image.text().equals(image.text().strip())) {
            image.invalid("must not have leading or trailing whitespace");
        }
        container.at("terminationMessagePolicy").requiredOneOf("File", "FallbackToLogsOnError");
        EnvChecks.env(container.at("env"));
        EnvChecks.envFrom(container.at("envFrom"));
        ports(container.at("ports"));
        VolumeChecks.mounts(container, volumes);
        Resources.check(container.at("resources"));
        for (Place policy : container.at("resizePolicy").items()) {
            policy.at("resourceName").exactlyOneOf("cpu", "memory");
            policy.at("restartPolicy").requiredOneOf("NotRequired", "RestartContainer");
        }
        container.at("imagePullPolicy").requiredOneOf("Always", "IfNotPresent", "Never");
        securityContext(container.at("securityContext"));
    }

    private static void ports(Place ports) {
        Set<String> names = new HashSet<>();
        for (Place port : ports.items()) {
            Place name = port.at("name");
            if (!name.empty()) {
                List<String> problems = Names.portName(name.text());
                problems.forEach(name::invalid);
                if (problems.isEmpty() && !names.add(name.text())) {
                    name.errors().duplicate(name.path(), name.text());
                }
            }
            if (port.at("containerPort").number(0) == 0) {
                port.errors().required(port.at("containerPort").path(), "");
            } else {
                port.at("containerPort").port();
            }
            if (port.at("hostPort").number(0) != 0) {
                port.at("hostPort").port();
            }
            if (!port.at("hostIP").empty()) {
                Addresses.address(port.at("hostIP"));
            }
            port.at("protocol").requiredOneOf("SCTP", "TCP", "UDP");
        }
    }

    private static void probes(Place container) {
        probe(container.at("livenessProbe"), true);
        probe(container.at("readinessProbe"), false);
        probe(container.at("startupProbe"), true);
        if (container.at("readinessProbe", "terminationGracePeriodSeconds").present()) {
            container.at("readinessProbe", "terminationGracePeriodSeconds")
                    .invalid("must not be set for readinessProbes");
        }
    }

    private static void probe(Place probe, boolean succeedsOnce) {
        if (!probe.present()) {
            return;
        }
        handler(probe, "exec", "grpc", "httpGet", "tcpSocket");
        PodSpecChecks.notNegative(probe, "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold",
                "failureThreshold");
        probe.at("terminationGracePeriodSeconds").greaterThan(0);
        if (succeedsOnce && probe.at("successThreshold").number(1) != 1) {
            probe.at("successThreshold").invalid("must be 1");
        }
    }

    private static void lifecycle(Place lifecycle) {
        for (String hook : List.of("postStart", "preStop")) {
            if (lifecycle.at(hook).present()) {
                handler(lifecycle.at(hook), "exec", "httpGet", "sleep", "tcpSocket");
            }
        }
    }

    /** Exactly one way to act. */
    private static void handler(Place holder, String... kinds) {
        int found = 0;
        for (String kind : kinds) {
            Place handler = holder.at(kind);
            if (handler.present()) {
                if (found++ > 0) {
                    handler.forbidden("may not specify more than 1 handler type");
                } else {
                    act(kind, handler);
                }
            }
        }
        if (found == 0) {
            holder.errors().required(holder.path(), "must specify a handler type");
        }
    }

    private static void act(String kind, Place handler) {
        switch (kind) {
            case "exec" -> handler.at("command").required();
            case "httpGet" -> {
                handler.at("path").required();
                portNumberOrName(handler.at("port"));
                handler.at("scheme").oneOf("HTTP", "HTTPS");
                for (Place header : handler.at("httpHeaders").items()) {
                    if (!header.at("name").text().matches("[-A-Za-z0-9]+")) {
                        header.at("name").invalidText("a valid HTTP header must consist of alphanumeric characters "
                                + "or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')");
                    }
                }
            }
            case "tcpSocket" -> portNumberOrName(handler.at("port"));
            case "grpc" -> handler.at("port").port();
            default -> handler.at("seconds").atLeast(0);
        }
    }

    static void portNumberOrName(Place port) {
        if (port.node().isString()) {
            Names.portName(port.text()).forEach(port::invalid);
        } else if (port.present()) {
            port.port();
        } else {
            port.errors().invalid(port.path(), 0, "must be between 1 and 65535, inclusive");
        }
    }

    private static void securityContext(Place context) {
        PodSpecChecks.identity(context.at("runAsUser"));
        PodSpecChecks.identity(context.at("runAsGroup"));
        context.at("procMount").oneOf("Default", "Unmasked");
        PodSpecChecks.profile(context.at("seccompProfile"));
        PodSpecChecks.profile(context.at("appArmorProfile"));
        Place escalation = context.at("allowPrivilegeEscalation");
        if (escalation.present() && !escalation.isTrue()) {
            if (context.at("privileged").isTrue()) {
                context.invalid("cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
            }
            for (Place capability : context.at("capabilities", "add").items()) {
                if (capability.is("CAP_SYS_ADMIN")) {
                    context.invalid(
                            "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
                }
            }
        }
    }
}
