package dev.coracle.api.quota;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.quantity.ResourceList;
import dev.coracle.api.tree.Trees;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/** What a PersistentVolumeClaim counts for: itself and its size, altogether and of its storage class. */
public final class VolumeClaimUsage {

    private static final String CLASS = ".storageclass.storage.k8s.io/";
    private static final String CLAIMS = "persistentvolumeclaims";
    private static final String STORAGE = "requests.storage";

    private VolumeClaimUsage() {}

    static boolean counts(String name) {
        int found = name.indexOf(CLASS);
        String plain = found < 0 ? name : name.substring(found + CLASS.length());
        return plain.equals(CLAIMS) || plain.equals(STORAGE);
    }

    static void add(ObjectNode claim, Map<String, Quantity> usage) {
        String annotated = Meta.annotations(claim).getOrDefault("volume.beta.kubernetes.io/storage-class", "");
        String itsClass = annotated.isEmpty() ? Trees.string(claim, "spec", "storageClassName") : annotated;
        put(CLAIMS, QuotaUsage.ONE, itsClass, usage);
        size(claim).ifPresent(size -> put(STORAGE, size, itsClass, usage));
    }

    private static void put(String name, Quantity amount, String itsClass, Map<String, Quantity> usage) {
        usage.put(name, amount);
        if (!itsClass.isEmpty()) {
            usage.put(itsClass + CLASS + name, amount);
        }
    }

    /** What is wanted, or what an expansion that was given up has taken already (KEP-1790); in whole bytes. */
    private static Optional<Quantity> size(ObjectNode claim) {
        Optional<Quantity> wanted = Optional
                .ofNullable(ResourceList.of(claim, "spec", "resources", "requests").get("storage"));
        Optional<Quantity> allocated = allocated(claim);
        return wanted.map(w -> allocated.filter(a -> a.compareTo(w) > 0).orElse(w)).map(size -> size.roundedUp(0));
    }

    private static Optional<Quantity> allocated(ObjectNode claim) {
        return Optional.ofNullable(ResourceList.of(claim, "status", "allocatedResources").get("storage"));
    }

    /** The classes of attributes that its volume has, is to have, or is being given (KEP-3751). */
    static Set<String> attributesClasses(ObjectNode claim) {
        return Stream.of(Trees.string(claim, "spec", "volumeAttributesClassName"),
                Trees.string(claim, "status", "currentVolumeAttributesClassName"),
                Trees.string(claim, "status", "modifyVolumeStatus", "targetVolumeAttributesClassName"))
                .filter(name -> !name.isEmpty()).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a status says something else of what is counted. */
    public static boolean differsInStatus(ObjectNode claim, ObjectNode old) {
        return !allocated(claim).equals(allocated(old)) || !attributesClasses(claim).equals(attributesClasses(old));
    }
}
