package dev.coracle.apiserver.resource.pod.container;

import dev.coracle.apiserver.resource.check.Place;
import java.util.ArrayList;
import java.util.List;

/** What a pod may not ask of an operating system that hasn't got it. Source: KEP-2802 and KEP-1981. */
public final class OperatingSystem {

    private static final List<String> OF_LINUX_PODS = List.of("appArmorProfile", "seLinuxOptions", "seccompProfile",
            "fsGroup", "fsGroupChangePolicy", "sysctls", "runAsUser", "runAsGroup", "supplementalGroups",
            "supplementalGroupsPolicy");
    private static final List<String> OF_LINUX_CONTAINERS = List.of("appArmorProfile", "seLinuxOptions",
            "seccompProfile", "capabilities", "readOnlyRootFilesystem", "privileged", "allowPrivilegeEscalation",
            "procMount", "runAsUser", "runAsGroup");

    private OperatingSystem() {}

    public static void check(Place spec) {
        Place os = spec.at("os");
        if (!os.present()) {
            return;
        }
        if (os.at("name").empty()) {
            os.at("name").required();
        } else if (os.at("name").is("linux")) {
            linux(spec);
        } else if (os.at("name").is("windows")) {
            windows(spec);
        } else {
            os.errors().notSupported(os.path(), os.at("name").text(), List.of("linux", "windows"));
        }
    }

    private static void linux(Place spec) {
        String why = "windows options cannot be set for a linux pod";
        ifGiven(spec.at("securityContext", "windowsOptions"), why);
        containers(spec).forEach(container -> ifGiven(container.at("securityContext", "windowsOptions"), why));
    }

    private static void windows(Place spec) {
        String why = "cannot be set for a windows pod";
        for (String shared : List.of("hostPID", "hostIPC")) {
            if (spec.at(shared).isTrue()) {
                spec.at("securityContext", shared).forbidden(why);
            }
        }
        OF_LINUX_PODS.forEach(field -> ifGiven(spec.at("securityContext", field), why));
        ifGiven(spec.at("hostUsers"), why);
        ifGiven(spec.at("shareProcessNamespace"), why);
        for (Place container : containers(spec)) {
            OF_LINUX_CONTAINERS.forEach(field -> ifGiven(container.at("securityContext", field), why));
        }
    }

    private static void ifGiven(Place place, String why) {
        if (place.present()) {
            place.forbidden(why);
        }
    }

    private static List<Place> containers(Place spec) {
        List<Place> all = new ArrayList<>(spec.at("initContainers").items());
        all.addAll(spec.at("containers").items());
        all.addAll(spec.at("ephemeralContainers").items());
        return all;
    }

    /** Containers that run as processes of a Windows node: all of a pod's or none, and on the node's network. */
    public static void hostProcesses(Place spec) {
        Place ofPod = spec.at("securityContext", "windowsOptions", "hostProcess");
        List<Place> containers = containers(spec);
        long host = 0;
        for (Place container : containers) {
            Place own = container.at("securityContext", "windowsOptions", "hostProcess");
            if (ofPod.present() && own.present() && ofPod.isTrue() != own.isTrue()) {
                own.invalid("pod hostProcess value must be identical if both are specified, was " + ofPod.isTrue());
            }
            host += own.isTrue() || (!own.present() && ofPod.isTrue()) ? 1 : 0;
        }
        if (host == 0) {
            return;
        }
        if (host != containers.size()) {
            spec.errors().invalid(spec.path(), "",
                    "If pod contains any hostProcess containers then all containers must be HostProcess containers");
        }
        Place network = spec.at("hostNetwork");
        if (!network.isTrue()) {
            network.errors().invalid(network.path(), false,
                    "hostNetwork must be true if pod contains any hostProcess containers");
        }
    }
}
