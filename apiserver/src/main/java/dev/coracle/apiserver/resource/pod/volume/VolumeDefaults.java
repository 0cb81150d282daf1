package dev.coracle.apiserver.resource.pod.volume;

import static dev.coracle.api.tree.Trees.setDefault;

import dev.coracle.api.tree.Trees;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** What a volume that leaves something out means. Source: the v1 API's defaulting. */
public final class VolumeDefaults {

    /** Read and write for the owner, read for all others: octal 644. */
    private static final int FILE_MODE = 420;

    private static final Map<String, Consumer<ObjectNode>> SOURCES = Map.ofEntries(
            Map.entry("secret", v -> setDefault(v, "defaultMode", FILE_MODE)),
            Map.entry("configMap", v -> setDefault(v, "defaultMode", FILE_MODE)),
            Map.entry("downwardAPI", VolumeDefaults::downwardApi),
            Map.entry("projected", VolumeDefaults::projected),
            Map.entry("hostPath", v -> setDefault(v, "type", "")),
            Map.entry("iscsi", v -> setDefault(v, "iscsiInterface", "default")),
            Map.entry("rbd", VolumeDefaults::rbd),
            Map.entry("azureDisk", VolumeDefaults::azureDisk),
            Map.entry("scaleIO", VolumeDefaults::scaleIo),
            Map.entry("ephemeral", v -> Trees.object(v, "volumeClaimTemplate", "spec")
                    .ifPresent(VolumeDefaults::claimSpec)),
            Map.entry("image", v -> setDefault(v, "pullPolicy",
                    ImagePull.policy(Trees.string(v, "reference")))));

    private VolumeDefaults() {}

    public static void volume(ObjectNode volume) {
        if (VolumeSources.names().stream().noneMatch(volume::has)) {
            volume.putObject("emptyDir");
        }
        source(volume);
    }

    /** A volume, or the spec of a persistent volume: whatever names its source by a field. */
    public static void source(ObjectNode holder) {
        SOURCES.forEach((name, fill) -> Trees.object(holder, name).ifPresent(fill));
    }

    public static void claimSpec(ObjectNode spec) {
        setDefault(spec, "volumeMode", "Filesystem");
        Trees.ensureObject(spec, "resources");
    }

    /** The older and the newer field for where a claim's contents come from go together, unless a namespace tells them apart. */
    public static void sameSource(ObjectNode spec) {
        var source = Trees.object(spec, "dataSource");
        var reference = Trees.object(spec, "dataSourceRef");
        if (source.isPresent() && reference.isEmpty()) {
            spec.set("dataSourceRef", source.get().deepCopy());
        } else if (source.isEmpty() && reference.isPresent()
                && Trees.string(reference.get(), "namespace").isEmpty()) {
            spec.set("dataSource", reference.get().deepCopy());
        }
    }

    private static void downwardApi(ObjectNode volume) {
        setDefault(volume, "defaultMode", FILE_MODE);
        Trees.objects(volume, "items").forEach(item -> fieldVersion(item, "fieldRef"));
    }

    private static void projected(ObjectNode volume) {
        setDefault(volume, "defaultMode", FILE_MODE);
        for (ObjectNode source : Trees.objects(volume, "sources")) {
            Trees.object(source, "serviceAccountToken").ifPresent(t -> setDefault(t, "expirationSeconds", 3600));
            Trees.objects(source, "downwardAPI", "items").forEach(item -> fieldVersion(item, "fieldRef"));
        }
    }

    /** A field is one of the API's only version, unless it says another. */
    public static void fieldVersion(ObjectNode node, String... path) {
        Trees.object(node, path).ifPresent(ref -> setDefault(ref, "apiVersion", "v1"));
    }

    private static void rbd(ObjectNode volume) {
        setDefault(volume, "pool", "rbd");
        setDefault(volume, "user", "admin");
        setDefault(volume, "keyring", "/etc/ceph/keyring");
    }

    private static void azureDisk(ObjectNode volume) {
        setDefault(volume, "cachingMode", "ReadWrite");
        setDefault(volume, "kind", "Shared");
        setDefault(volume, "fsType", "ext4");
        setDefault(volume, "readOnly", false);
    }

    private static void scaleIo(ObjectNode volume) {
        setDefault(volume, "storageMode", "ThinProvisioned");
        setDefault(volume, "fsType", "xfs");
    }
}
