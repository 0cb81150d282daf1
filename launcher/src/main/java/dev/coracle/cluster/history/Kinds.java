package dev.coracle.cluster.history;

import dev.coracle.api.catalogue.ResourceInfo;
import dev.coracle.cluster.folder.ClusterException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Finds the resource that a person means: its plural, its singular, a short name or its kind, in any case, alone or with its group
 * ({@code deployments.apps}) or with version and group ({@code deployments.v1.apps}). Of several the first counts, in the order of discovery.
 */
public final class Kinds {

    private final List<ResourceInfo> served;

    /** @param served what the API server serves, in the versions that are preferred */
    public Kinds(List<ResourceInfo> served) {
        this.served = List.copyOf(served);
    }

    /** @throws ClusterException if nothing of that name is served */
    public ResourceInfo find(String name) {
        String wanted = name.strip().toLowerCase(Locale.ROOT);
        return first(info -> isCalled(info, wanted)).or(() -> qualified(wanted))
                .orElseThrow(() -> new ClusterException(
                        "this cluster serves no resource \"" + name + "\"; kubectl api-resources lists those it does"));
    }

    private Optional<ResourceInfo> qualified(String wanted) {
        int dot = wanted.indexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        String resource = wanted.substring(0, dot);
        String rest = wanted.substring(dot + 1);
        return first(info -> isCalled(info, resource) && (info.groupVersion().group().equals(rest)
                || rest.equals(info.groupVersion().version() + "." + info.groupVersion().group())
                || info.groupVersion().group().isEmpty() && rest.equals(info.groupVersion().version())));
    }

    private Optional<ResourceInfo> first(Predicate<ResourceInfo> which) {
        return served.stream().filter(which).findFirst();
    }

    private static boolean isCalled(ResourceInfo info, String name) {
        return info.resource().equals(name) || info.singular().equals(name) || info.shortNames().contains(name)
                || info.kind().toLowerCase(Locale.ROOT).equals(name);
    }
}
