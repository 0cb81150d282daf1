package dev.coracle.apiserver.discovery;

import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Resources;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The resources by group and version, each in the order in which discovery tells them. */
final class Groups {

    /** Source: the priorities of kube-apiserver's own APIServices. Groups of custom resources follow by name. */
    private static final List<String> ORDER = List.of("", "apiregistration.k8s.io", "apps", "events.k8s.io",
            "authentication.k8s.io", "authorization.k8s.io", "autoscaling", "batch", "certificates.k8s.io",
            "networking.k8s.io", "policy", "rbac.authorization.k8s.io", "storage.k8s.io",
            "admissionregistration.k8s.io",
            "apiextensions.k8s.io", "scheduling.k8s.io", "coordination.k8s.io", "node.k8s.io", "discovery.k8s.io",
            "resource.k8s.io", "flowcontrol.apiserver.k8s.io");

    private static final Pattern VERSION = Pattern.compile("v(\\d+)(?:(alpha|beta)(\\d+))?");

    /** Kubernetes' order of versions: v2, v1, v1beta2, v1beta1, v1alpha1, others by name. */
    static final Comparator<String> BY_PRIORITY = (a, b) -> {
        Matcher left = VERSION.matcher(a);
        Matcher right = VERSION.matcher(b);
        if (!left.matches() || !right.matches()) {
            return left.matches() ? -1 : right.matches() ? 1 : a.compareTo(b);
        }
        int byStage = Integer.compare(stage(right), stage(left));
        if (byStage != 0) {
            return byStage;
        }
        int byMajor = Long.compare(Long.parseLong(right.group(1)), Long.parseLong(left.group(1)));
        return byMajor != 0 || left.group(3) == null
                ? byMajor
                : Long.compare(Long.parseLong(right.group(3)), Long.parseLong(left.group(3)));
    };

    private Groups() {}

    private static int stage(Matcher version) {
        String word = version.group(2);
        return word == null ? 2 : word.equals("beta") ? 1 : 0;
    }

    /** By group, then by version; resources by name. */
    static Map<String, Map<String, List<Resource>>> of(Resources resources) {
        Map<String, Map<String, List<Resource>>> groups = new TreeMap<>(
                Comparator.comparingInt(Groups::rank).thenComparing(Comparator.naturalOrder()));
        for (Resource resource : resources.all()) {
            groups.computeIfAbsent(resource.info().groupVersion().group(), g -> new TreeMap<>(BY_PRIORITY))
                    .computeIfAbsent(resource.info().groupVersion().version(), v -> new ArrayList<>()).add(resource);
        }
        Map<String, Map<String, List<Resource>>> sorted = new LinkedHashMap<>();
        groups.forEach((group, versions) -> {
            versions.values().forEach(list -> list.sort(Comparator.comparing(r -> r.info().resource())));
            sorted.put(group, versions);
        });
        return sorted;
    }

    private static int rank(String group) {
        int at = ORDER.indexOf(group);
        return at < 0 ? ORDER.size() : at;
    }
}
