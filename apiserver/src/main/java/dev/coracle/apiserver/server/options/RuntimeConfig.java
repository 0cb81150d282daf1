package dev.coracle.apiserver.server.options;

import dev.coracle.api.naming.GroupVersion;
import dev.coracle.apiserver.registry.Resource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code --runtime-config}: which versions and resources are not served. {@code GROUP/VERSION=false} or {@code GROUP/VERSION/RESOURCE=false}
 * ({@code v1} for the core group), and {@code api/all}, {@code api/ga}, {@code api/beta}, {@code api/alpha} for many at a time; what is said of
 * one version outdoes what is said of many. Immutable.
 */
public final class RuntimeConfig {

    public static final RuntimeConfig DEFAULT = new RuntimeConfig(Map.of());
    private static final Set<String> MANY = Set.of("api/all", "api/ga", "api/beta", "api/alpha");

    private final Map<String, Boolean> said;

    private RuntimeConfig(Map<String, Boolean> said) {
        this.said = said;
    }

    /** @throws IllegalArgumentException for a value that is no boolean */
    public static RuntimeConfig parse(List<String> pairs) {
        Map<String, Boolean> said = new LinkedHashMap<>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            if (!Set.of("", "true", "false").contains(value)) {
                throw new IllegalArgumentException("--runtime-config: " + pair + ": true or false is expected");
            }
            said.put(equals < 0 ? pair : pair.substring(0, equals), !value.equals("false"));
        }
        return new RuntimeConfig(said);
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
