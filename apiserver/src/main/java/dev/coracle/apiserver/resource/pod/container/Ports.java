package dev.coracle.apiserver.resource.pod.container;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The ports that containers say they listen on, and those of the node they take. */
final class Ports {

    private Ports() {}

    static void check(Place ports) {
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
                port.at("containerPort").requiredNumber();
            } else {
                port.at("containerPort").port();
            }
            if (port.at("hostPort").number(0) != 0) {
                port.at("hostPort").port();
            }
            port.at("protocol").requiredOneOf("SCTP", "TCP", "UDP");
        }
    }

    /** No two containers that run at the same time take the same port of the node. */
    static void unique(Place container, Set<String> taken) {
        for (Place port : container.at("ports").items()) {
            long host = port.at("hostPort").number(0);
            String key = port.at("protocol").text() + "/" + port.at("hostIP").text() + "/" + host;
            if (host != 0 && !taken.add(key)) {
                port.errors().duplicate(port.at("hostPort").path(), key);
            }
        }
    }

    /** A port by its number, or by the name under which the container lists it. */
    static void numberOrName(Place port) {
        if (port.node().isString()) {
            for (String problem : Names.portName(port.text())) {
                port.invalid(problem);
            }
        } else if (port.number(0) < 1 || port.number(0) > 65535) {
            port.errors().invalid(port.path(), port.number(0), "must be between 1 and 65535, inclusive");
        }
    }
}
