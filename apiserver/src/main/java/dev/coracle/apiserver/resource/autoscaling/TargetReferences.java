package dev.coracle.apiserver.resource.autoscaling;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;

/** Objects that are named by their kind and version. */
final class TargetReferences {

    private TargetReferences() {}

    static void check(Place reference) {
        reference.at("kind").requiredNamed(Names::pathSegment);
        reference.at("name").requiredNamed(Names::pathSegment);
    }

    /** What is scaled must also tell its group, but for the one kind that has none. */
    static void checkGroup(Place reference) {
        Place version = reference.at("apiVersion");
        int slash = version.text().indexOf('/');
        if (slash >= 0 && version.text().indexOf('/', slash + 1) >= 0) {
            version.invalidText("unexpected GroupVersion string: " + version.text());
        } else if (slash <= 0 && !reference.at("kind").is("ReplicationController")) {
            version.invalidText("apiVersion must specify API group");
        }
    }
}
