package dev.coracle.apiserver.discovery;

import dev.coracle.apiserver.discovery.RemoteVersions.RemoteVersion;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Resources;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/** The resources by group and version, each in the order in which discovery tells them. */
final class Groups {

    /** Source: the priorities of kube-apiserver's own APIServices. */
    private static final Map<String, Integer> PRIORITIES = Map.ofEntries(Map.entry("", 30_000),
            Map.entry("apiregistration.k8s.io", 20_001), Map.entry("apps", 17_800), Map.entry("events.k8s.io", 17_750),
            Map.entry("authentication.k8s.io", 17_700), Map.entry("authorization.k8s.io", 17_600),
            Map.entry("autoscaling", 17_500), Map.entry("batch", 17_400), Map.entry("certificates.k8s.io", 17_300),
            Map.entry("networking.k8s.io", 17_200), Map.entry("policy", 17_100),
            Map.entry("rbac.authorization.k8s.io", 17_000), Map.entry("storage.k8s.io", 16_800),
            Map.entry("admissionregistration.k8s.io", 16_700), Map.entry("apiextensions.k8s.io", 16_700),
            Map.entry("scheduling.k8s.io", 16_600), Map.entry("coordination.k8s.io", 16_500),
            Map.entry("node.k8s.io", 16_300), Map.entry("discovery.k8s.io", 16_200),
            Map.entry("resource.k8s.io", 16_200), Map.entry("flowcontrol.apiserver.k8s.io", 16_100));
    /** Of groups of custom resources. */
    private static final int CUSTOM = 1000;

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

    /**
     * A group version, served here or elsewhere.
     *
     * @param resources by name; empty if it is served elsewhere
     * @param remote    what the other server says of it
     */
    record Version(List<Resource> resources, Optional<ObjectNode> remote) {}

    /** By group, the one with the highest priority first, then by version. A version that is given to somebody else is theirs. */
    static Map<String, Map<String, Version>> of(Resources resources, List<RemoteVersion> remote) {
        Map<String, Map<String, List<Resource>>> own = new TreeMap<>();
        for (Resource resource : resources.all()) {
            own.computeIfAbsent(resource.info().groupVersion().group(), g -> new TreeMap<>())
                    .computeIfAbsent(resource.info().groupVersion().version(), v -> new ArrayList<>()).add(resource);
        }
        Map<String, Map<String, Version>> found = new TreeMap<>(byPriority(own.keySet(), remote));
        own.forEach((group, versions) -> versions.forEach((version, list) -> {
            list.sort(Comparator.comparing(r -> r.info().resource()));
            versions(found, group, remote).put(version, new Version(list, Optional.empty()));
        }));
        remote.forEach(one -> versions(found, one.group(), remote).put(one.version(),
                new Version(List.of(), Optional.of(one.entry()))));
        return new LinkedHashMap<>(found);
    }

    private static Map<String, Version> versions(Map<String, Map<String, Version>> found, String group,
            List<RemoteVersion> remote) {
        Map<String, Integer> priorities = new HashMap<>();
        remote.stream().filter(one -> one.group().equals(group))
                .forEach(one -> priorities.put(one.version(), one.versionPriority()));
        Comparator<String> byNumber = Comparator.comparing(version -> -priorities.getOrDefault(version, 0));
        return found.computeIfAbsent(group,
                g -> new TreeMap<>(priorities.isEmpty() ? BY_PRIORITY : byNumber.thenComparing(BY_PRIORITY)));
    }

    private static Comparator<String> byPriority(Set<String> own, List<RemoteVersion> remote) {
        Map<String, Integer> priorities = new HashMap<>();
        own.forEach(group -> priorities.put(group, PRIORITIES.getOrDefault(group, CUSTOM)));
        remote.forEach(one -> priorities.merge(one.group(), one.groupPriority(), Math::max));
        Comparator<String> byNumber = Comparator.comparing(group -> -priorities.getOrDefault(group, 0));
        return byNumber.thenComparing(Comparator.naturalOrder());
    }
}
