package dev.coracle.apiserver.resource.pod.volume;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;
import java.util.LinkedHashSet;
import java.util.Set;

/** The volumes of a pod. */
public final class Volumes {

    private Volumes() {}

    /**
     * Checks them, and answers the names of those that can be mounted.
     *
     * @param pod the name of the pod, empty where it isn't known yet
     */
    public static Set<String> check(Place volumes, String pod) {
        Set<String> names = new LinkedHashSet<>();
        for (Place volume : volumes.items()) {
            FieldErrors own = new FieldErrors();
            one(new Place(volume.node(), volume.path(), own), pod, names);
            if (own.isEmpty()) {
                names.add(volume.at("name").text());
            } else {
                volume.errors().addAll(own);
            }
        }
        return names;
    }

    private static void one(Place volume, String pod, Set<String> names) {
        VolumeSources.ofPod(volume, pod);
        Place name = volume.at("name").requiredNamed(Names::dnsLabel);
        if (names.contains(name.text())) {
            name.errors().duplicate(name.path(), name.text());
        }
    }
}
