package dev.coracle.apiserver.registry;

import dev.coracle.api.naming.GroupResource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How deletion of a few built-in resources differs from the common way. Source: kube-apiserver's storage of each. */
public final class DeletionTraits {

    /** Whose deletion answers with the object instead of a Status. */
    private static final Set<GroupResource> ANSWER_WITH_OBJECT = Set.of(core("pods"), core("podtemplates"),
            core("services"), core("serviceaccounts"), core("persistentvolumeclaims"), core("persistentvolumes"),
            core("resourcequotas"), storage("storageclasses"), storage("csidrivers"), storage("csinodes"),
            storage("volumeattachments"), storage("volumeattributesclasses"),
            new GroupResource("resource.k8s.io", "deviceclasses"),
            new GroupResource("resource.k8s.io", "resourceclaims"),
            new GroupResource("resource.k8s.io", "resourceclaimtemplates"),
            new GroupResource("resource.k8s.io", "resourceslices"));

    private static final Map<GroupResource, String> WARNINGS = Map.of(new GroupResource("batch", "jobs"),
            "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning");

    private DeletionTraits() {}

    private static GroupResource core(String resource) {
        return new GroupResource("", resource);
    }

    private static GroupResource storage(String resource) {
        return new GroupResource("storage.k8s.io", resource);
    }

    public static boolean answersWithObject(Resource resource) {
        return ANSWER_WITH_OBJECT.contains(resource.info().groupResource());
    }

    /** What a client is told who deletes without saying what becomes of dependents; empty for nothing. */
    public static String orphanWarning(Resource resource) {
        return WARNINGS.getOrDefault(resource.info().groupResource(), "");
    }

    /** The finalizer that holds an object from the moment of its deletion until what belongs to it is gone. */
    public static Optional<String> cleanup(Resource resource) {
        return resource.info().groupResource()
                .equals(new GroupResource("apiextensions.k8s.io", "customresourcedefinitions"))
                        ? Optional.of("customresourcecleanup.apiextensions.k8s.io")
                        : Optional.empty();
    }

    /** Whether a resource looks at a deletion's preconditions by itself, in words of its own: those that stay for a while. */
    public static boolean checksPreconditions(Resource resource) {
        return finalizedBySpec(resource) || cleanup(resource).isPresent();
    }

    /** Whether {@code spec.finalizers} must be empty before the object goes: namespaces. */
    public static boolean finalizedBySpec(Resource resource) {
        return resource.info().groupResource().equals(core("namespaces"));
    }
}
