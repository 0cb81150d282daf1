package dev.coracle.apiserver.resource.pod.container;

import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All containers of a pod: ordinary ones, those that run first, and those that look in from outside. */
public final class Containers {

    private static final String NOT_FOR_EPHEMERAL = "cannot be set for an Ephemeral Container";
    private static final String NOT_FOR_INIT = "may not be set for init containers without restartPolicy=Always";
    /** What a pod may rely on, in the order of the API's fields; what only looks in may not have it. */
    private static final List<String> NEVER_EPHEMERAL = List.of("ports", "resources", "resizePolicy", "restartPolicy",
            "restartPolicyRules", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle");

    private Containers() {}

    /**
     * @param volumes the names of those that can be mounted
     * @param template whether this is only the template of pods, of which less is asked
     */
    public static void check(Place spec, Set<String> volumes, boolean template) {
        Pod pod = Pod.of(spec, volumes, template);
        ordinary(spec, pod);
        first(spec, pod);
        ephemeral(spec, pod);
    }

    private static void ordinary(Place spec, Pod pod) {
        Place containers = spec.at("containers");
        containers.required();
        Set<String> names = new HashSet<>();
        Set<String> hostPorts = new HashSet<>();
        for (Place container : containers.items()) {
            ContainerFields.check(container, pod);
            once(container, names);
            Probes.lifecycle(container.at("lifecycle"), pod);
            Probes.all(container, pod);
            RestartRules.check(container);
        }
        containers.items().forEach(container -> Ports.unique(container, hostPorts));
    }

    private static void first(Place spec, Pod pod) {
        Set<String> names = new HashSet<>();
        spec.at("containers").items().forEach(container -> names.add(container.at("name").text()));
        for (Place container : spec.at("initContainers").items()) {
            ContainerFields.check(container, pod);
            RestartRules.ofInit(container);
            once(container, names);
            Ports.unique(container, new HashSet<>());
            if (container.at("restartPolicy").is("Always")) {
                Probes.lifecycle(container.at("lifecycle"), pod);
                Probes.all(container, pod);
            } else {
                for (String field : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
                    if (container.at(field).present()) {
                        container.at(field).forbidden(NOT_FOR_INIT);
                    }
                }
            }
        }
    }

    private static void once(Place container, Set<String> names) {
        Place name = container.at("name");
        if (!names.add(name.text())) {
            name.errors().duplicate(name.path(), name.text());
        }
    }

    private static void ephemeral(Place spec, Pod pod) {
        Set<String> targets = new HashSet<>();
        Set<String> names = new HashSet<>();
        spec.at("containers").items().forEach(c -> targets.add(c.at("name").text()));
        spec.at("initContainers").items().forEach(c -> names.add(c.at("name").text()));
        names.addAll(targets);
        for (Place container : spec.at("ephemeralContainers").items()) {
            ContainerFields.check(container, pod);
            once(container, names);
            Place target = container.at("targetContainerName");
            if (!target.empty() && !targets.contains(target.text())) {
                target.notFound("");
            }
            NEVER_EPHEMERAL.forEach(field -> neverEphemeral(container.at(field)));
            for (Place mount : container.at("volumeMounts").items()) {
                mount.at("subPath").forbiddenIfPresent(NOT_FOR_EPHEMERAL);
                mount.at("subPathExpr").forbiddenIfPresent(NOT_FOR_EPHEMERAL);
            }
        }
    }

    /** Lists and requirements count when they say something; all else when it is there. */
    private static void neverEphemeral(Place field) {
        boolean said = field.node().isArray() || field.path().toString().endsWith("resources")
                ? !field.empty()
                : field.present();
        if (said) {
            field.forbidden(NOT_FOR_EPHEMERAL);
        }
    }
}
