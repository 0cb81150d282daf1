package dev.coracle.apiserver.resource.pod.container;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.volume.VolumeMounts;
import java.util.HashSet;
import java.util.Set;

/** The fields that every container has, whichever kind it is. */
final class ContainerFields {

    private ContainerFields() {}

    static void check(Place container, Pod pod) {
        container.at("name").requiredNamed(Names::dnsLabel);
        Place image = container.at("image").required();
        if (!pod.template() && !image.text().equals(image.text().strip())) {
            image.invalid("must not have leading or trailing whitespace");
        }
        container.at("terminationMessagePolicy").requiredOneOf("File", "FallbackToLogsOnError");
        Ports.check(container.at("ports"));
        Environment.variables(container.at("env"), pod.volumes());
        Environment.everyKeyOf(container.at("envFrom"));
        VolumeMounts.check(container, pod.spec().at("volumes"), pod.volumes());
        container.at("imagePullPolicy").requiredOneOf("Always", "IfNotPresent", "Never");
        Resources.check(container.at("resources"), pod.claims());
        resizePolicy(container.at("resizePolicy"), pod);
        SecurityContexts.ofContainer(container.at("securityContext"), pod.hostUsers());
    }

    /** The error stands at the list, whichever element is wrong. */
    private static void resizePolicy(Place policies, Pod pod) {
        Set<String> seen = new HashSet<>();
        for (Place policy : policies.items()) {
            Place resource = new Place(policy.at("resourceName").node(), policies.path(), policies.errors());
            if (!resource.empty() && !seen.add(resource.text())) {
                resource.errors().duplicate(resource.path(), resource.text());
            }
            resource.requiredOneOf("cpu", "memory");
            Place restart = new Place(policy.at("restartPolicy").node(), policies.path(), policies.errors());
            restart.requiredOneOf("NotRequired", "RestartContainer");
            if (pod.restartPolicy().equals("Never") && !restart.is("NotRequired")) {
                restart.invalidText("must be 'NotRequired' when pod `restartPolicy` is 'Never'");
            }
        }
    }
}
