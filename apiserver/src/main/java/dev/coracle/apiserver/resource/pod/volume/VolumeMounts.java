package dev.coracle.apiserver.resource.pod.volume;

import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Where a container finds the volumes of its pod, as directories or as devices. */
public final class VolumeMounts {

    private VolumeMounts() {}

    /**
     * @param all the pod's volumes
     * @param known the names of those that can be mounted
     */
    public static void check(Place container, Place all, Set<String> known) {
        mounts(container, known);
        devices(container, all, known);
    }

    private static void mounts(Place container, Set<String> known) {
        Place mounts = container.at("volumeMounts");
        Set<String> paths = new HashSet<>();
        for (Place mount : mounts.items()) {
            Place name = mount.at("name").required();
            if (!known.contains(name.text())) {
                name.notFound("");
            }
            Place path = mount.at("mountPath").required();
            if (!paths.add(path.text())) {
                path.invalidText("must be unique");
            }
            notAlso(container.at("volumeDevices"), "volumeDevices", name, path, "devicePath");
            subPaths(mounts, mount);
            propagation(container, mounts, mount);
            readOnly(mounts, mount);
        }
    }

    /** What is a device isn't a directory too. */
    private static void notAlso(Place others, String field, Place name, Place path, String otherPath) {
        for (Place other : others.items()) {
            if (other.at("name").is(name.text())) {
                name.invalidText("must not already exist in " + field);
            }
            if (other.at(otherPath).is(path.text())) {
                path.invalidText("must not already exist as a path in " + field);
            }
        }
    }

    private static void subPaths(Place mounts, Place mount) {
        Place sub = mount.at("subPath");
        Place expression = mount.at("subPathExpr");
        if (!sub.empty()) {
            LocalPaths.descending(atList(mounts, sub, "subPath"));
        }
        if (!expression.empty()) {
            if (!sub.empty()) {
                expression.invalid("subPathExpr and subPath are mutually exclusive");
            }
            LocalPaths.descending(atList(mounts, expression, "subPathExpr"));
        }
    }

    /** The value with the path that errors have, which doesn't tell which mount it is. */
    private static Place atList(Place mounts, Place value, String field) {
        return new Place(value.node(), mounts.path().child(field), mounts.errors());
    }

    private static void propagation(Place container, Place mounts, Place mount) {
        Place mode = atList(mounts, mount.at("mountPropagation"), "mountPropagation");
        mode.givenOneOf("Bidirectional", "HostToContainer", "None");
        if (mode.is("Bidirectional") && !container.at("securityContext", "privileged").isTrue()) {
            mode.forbidden("Bidirectional mount propagation is available only to privileged containers");
        }
    }

    private static void readOnly(Place mounts, Place mount) {
        Place mode = atList(mounts, mount.at("recursiveReadOnly"), "recursiveReadOnly");
        mode.givenOneOf("Disabled", "Enabled", "IfPossible");
        if (!mode.is("Enabled") && !mode.is("IfPossible")) {
            return;
        }
        if (!mount.at("readOnly").isTrue()) {
            mode.forbidden("may only be specified when readOnly is true");
        }
        Place propagation = mount.at("mountPropagation");
        if (propagation.present() && !propagation.is("None")) {
            mode.forbidden("may only be specified when mountPropagation is None or not specified");
        }
    }

    private static void devices(Place container, Place all, Set<String> known) {
        Set<String> paths = new HashSet<>();
        for (Place device : container.at("volumeDevices").items()) {
            Place name = device.at("name").required();
            if (!known.contains(name.text())) {
                name.notFound("");
            } else if (!isClaim(all, name.text())) {
                name.invalid("can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode");
            }
            Place path = device.at("devicePath").required();
            if (paths.contains(path.text())) {
                path.invalidText("must be unique");
            }
            if (!path.empty() && LocalPaths.stepsBack(path.text())) {
                path.invalid("can not contain backsteps ('..')");
            } else {
                paths.add(path.text());
            }
            notAlso(container.at("volumeMounts"), "volumeMounts", name, path, "mountPath");
        }
    }

    private static boolean isClaim(Place volumes, String name) {
        return volumes.items().stream().filter(volume -> volume.at("name").is(name))
                .anyMatch(volume -> List.of("persistentVolumeClaim", "ephemeral").stream()
                        .anyMatch(kind -> volume.at(kind).present()));
    }
}
