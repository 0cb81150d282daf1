package dev.coracle.apiserver.server.options;

import dev.coracle.api.naming.GroupVersion;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.base.flags.GoBool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * {@code --runtime-config}: which versions and resources are not served. {@code GROUP/VERSION=false} or {@code GROUP/VERSION/RESOURCE=false}
 * ({@code api/v1} for the core group), and {@code api/all}, {@code api/ga}, {@code api/beta}, {@code api/alpha} for many at a time; what is said of
 * one version outdoes what is said of many. Refuses what the original refuses, in its words. Immutable.
 */
public final class RuntimeConfig {

    public static final RuntimeConfig DEFAULT = new RuntimeConfig(Map.of());
    private static final Set<String> MANY = Set.of("api/all", "api/ga", "api/beta", "api/alpha");
    private static final String CORE = "api/v1";

    /** What kube-apiserver 1.36.3 takes beyond what it serves by default, as found by asking it: old and unfinished versions. */
    private static final Set<String> TAKEN = Set.of("admission.k8s.io/v1", "admission.k8s.io/v1beta1",
            "admissionregistration.k8s.io/v1alpha1", "admissionregistration.k8s.io/v1beta1", "apps/v1beta1",
            "apps/v1beta2", "authentication.k8s.io/v1alpha1", "authentication.k8s.io/v1beta1",
            "authorization.k8s.io/v1beta1", "batch/v1beta1", "certificates.k8s.io/v1alpha1",
            "certificates.k8s.io/v1beta1", "coordination.k8s.io/v1alpha2", "coordination.k8s.io/v1beta1",
            "discovery.k8s.io/v1beta1", "events.k8s.io/v1beta1", "extensions/v1beta1",
            "flowcontrol.apiserver.k8s.io/v1beta1", "flowcontrol.apiserver.k8s.io/v1beta2",
            "flowcontrol.apiserver.k8s.io/v1beta3", "imagepolicy.k8s.io/v1alpha1", "internal.apiserver.k8s.io/v1alpha1",
            "networking.k8s.io/v1beta1", "node.k8s.io/v1alpha1", "node.k8s.io/v1beta1", "policy/v1beta1",
            "rbac.authorization.k8s.io/v1alpha1", "rbac.authorization.k8s.io/v1beta1", "resource.k8s.io/v1alpha3",
            "resource.k8s.io/v1beta1", "resource.k8s.io/v1beta2", "scheduling.k8s.io/v1alpha2",
            "scheduling.k8s.io/v1beta1", "storage.k8s.io/v1alpha1", "storage.k8s.io/v1beta1",
            "storagemigration.k8s.io/v1beta1", "apiextensions.k8s.io/v1beta1", "apiregistration.k8s.io/v1beta1");

    private final Map<String, Boolean> said;

    private RuntimeConfig(Map<String, Boolean> said) {
        this.said = said;
    }

    /** @throws IllegalArgumentException for a name that is none, or a value that is no boolean */
    public static RuntimeConfig parse(List<String> pairs) {
        Map<String, Boolean> said = new LinkedHashMap<>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String name = (equals < 0 ? pair : pair.substring(0, equals)).strip();
            String value = equals < 0 ? "" : pair.substring(equals + 1).strip();
            if (name.isEmpty() && equals < 0) {
                continue;
            }
            boolean on = value.isEmpty() || truth(name, value);
            said.put(named(name), on);
        }
        if (said.equals(Map.of("api/all", false))) {
            throw new IllegalArgumentException("invalid runtime-config with only api/all=false");
        }
        return new RuntimeConfig(said);
    }

    private static boolean truth(String name, String value) {
        try {
            return GoBool.parse(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("invalid value of " + name + ": " + value + ", err: " + e.getMessage(),
                    e);
        }
    }

    /** The name as discovery has it, without the core group's {@code api/}. */
    private static String named(String name) {
        int parts = name.split("/", -1).length;
        if (!name.equals("v1") && (parts < 2 || parts > 3)) {
            throw new IllegalArgumentException("runtime-config invalid key " + name);
        }
        return name.equals(CORE) || name.startsWith(CORE + "/") ? name.substring("api/".length()) : name;
    }

    /** @param all what this server can serve @throws IllegalArgumentException if it names groups or versions that there are not */
    public void check(List<Resource> all) {
        List<String> names = said.keySet().stream().filter(name -> !MANY.contains(name) && !isCore(name)).toList();
        if (names.isEmpty()) {
            return;
        }
        Set<String> versions = new HashSet<>(TAKEN);
        all.forEach(r -> versions.add(r.info().groupVersion().toString()));
        Set<String> groups = versions.stream().map(RuntimeConfig::group).collect(Collectors.toSet());
        List<String> strange = names.stream().filter(name -> !groups.contains(group(name))).toList();
        if (!strange.isEmpty()) {
            throw new IllegalArgumentException("unknown api groups " + String.join(",", strange));
        }
        names.stream().map(RuntimeConfig::version).filter(version -> !versions.contains(version)).findFirst()
                .ifPresent(version -> {
                    throw new IllegalArgumentException("group version " + version + " that has not been registered");
                });
    }

    private static boolean isCore(String name) {
        return name.equals("v1") || name.startsWith("v1/");
    }

    private static String group(String name) {
        return name.substring(0, Math.max(0, name.indexOf('/')));
    }

    /** Without the resource, if there is one. */
    private static String version(String name) {
        int resource = name.indexOf('/', name.indexOf('/') + 1);
        return resource < 0 ? name : name.substring(0, resource);
    }

    /** Whether clients see it. */
    public boolean serves(Resource resource) {
        GroupVersion version = resource.info().groupVersion();
        boolean byVersion = said.getOrDefault(version.toString(), ofMany(version.version()));
        return said.getOrDefault(version + "/" + resource.info().resource(), byVersion);
    }

    private boolean ofMany(String version) {
        String stage = version.contains("alpha") ? "api/alpha" : version.contains("beta") ? "api/beta" : "api/ga";
        return said.getOrDefault(stage, said.getOrDefault("api/all", true));
    }

    /** What it wants to be served and this server doesn't have. */
    public List<String> missing(List<Resource> all) {
        List<String> missing = new ArrayList<>();
        said.forEach((name, on) -> {
            boolean known = MANY.contains(name) || all.stream().anyMatch(r -> {
                String version = r.info().groupVersion().toString();
                return name.equals(version) || name.equals(version + "/" + r.info().resource());
            });
            if (on && !known) {
                missing.add(name);
            }
        });
        return missing;
    }
}
