package dev.coracle.apiserver.resource.pod.volume;

import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Place;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Where a volume's contents come from: one source, and that one complete. */
public final class VolumeSources {

    private static final int MAX_MODE = 0777;
    private static final String SEVERAL = "may not specify more than 1 volume type";
    private static final int LONGEST_DRIVER = 63;

    /** What each source of a pod's volume needs, in the order in which the first one given counts. */
    private static final Map<String, Consumer<Place>> OF_PODS = new LinkedHashMap<>();
    /** Fields that errors name in another way than the API does. */
    private static final Map<String, String> NAMED = Map.of("cephfs", "cephFS", "downwardAPI", "downwarAPI");

    static {
        OF_PODS.put("emptyDir", VolumeSources::emptyDir);
        OF_PODS.put("hostPath", VolumeSources::hostPath);
        OF_PODS.put("gitRepo", VolumeSources::gitRepo);
        OF_PODS.put("gcePersistentDisk", BlockSources::gcePersistentDisk);
        OF_PODS.put("awsElasticBlockStore", BlockSources::awsElasticBlockStore);
        OF_PODS.put("secret", v -> keyed(v, v.at("secretName").required()));
        OF_PODS.put("nfs", NetworkSources::nfs);
        OF_PODS.put("iscsi", v -> BlockSources.iscsi(v, "secretRef",
                "must be valid format starting with iqn, eui, or naa"));
        OF_PODS.put("glusterfs", v -> required(v, "endpoints", "path"));
        OF_PODS.put("flocker", BlockSources::flocker);
        OF_PODS.put("persistentVolumeClaim", v -> v.at("claimName").required());
        OF_PODS.put("rbd", v -> required(v, "monitors", "image"));
        OF_PODS.put("cinder", NetworkSources::cinder);
        OF_PODS.put("cephfs", v -> v.at("monitors").required());
        OF_PODS.put("quobyte", NetworkSources::quobyte);
        OF_PODS.put("downwardAPI", VolumeSources::downwardApi);
        OF_PODS.put("fc", BlockSources::fibreChannel);
        OF_PODS.put("flexVolume", NetworkSources::flexVolume);
        OF_PODS.put("configMap", v -> keyed(v, v.at("name").required()));
        OF_PODS.put("azureFile", v -> required(v, "secretName", "shareName"));
        OF_PODS.put("vsphereVolume", v -> v.at("volumePath").required());
        OF_PODS.put("photonPersistentDisk", v -> v.at("pdID").required());
        OF_PODS.put("portworxVolume", v -> v.at("volumeID").required());
        OF_PODS.put("azureDisk", BlockSources::azureDisk);
        OF_PODS.put("storageos", NetworkSources::storageOs);
        OF_PODS.put("projected", ProjectedSources::check);
        OF_PODS.put("scaleIO", v -> required(v, "gateway", "system", "volumeName"));
        OF_PODS.put("csi", VolumeSources::inlineCsi);
        OF_PODS.put("ephemeral", EphemeralClaims::check);
        OF_PODS.put("image", VolumeSources::image);
    }

    private VolumeSources() {}

    static void ofPod(Place volume, String pod) {
        int found = 0;
        for (Map.Entry<String, Consumer<Place>> source : OF_PODS.entrySet()) {
            Place given = volume.at(source.getKey());
            if (!given.present()) {
                continue;
            }
            if (found++ > 0) {
                volume.at(NAMED.getOrDefault(source.getKey(), source.getKey())).forbidden(SEVERAL);
            } else {
                if (source.getKey().equals("image") && !pod.isEmpty()) {
                    given.at("reference").required(); // a template may leave it to whoever makes pods of it
                }
                source.getValue().accept(given);
            }
        }
        BlockSources.iscsiNames(volume);
        EphemeralClaims.name(volume, pod);
        if (found == 0) {
            volume.errors().required(volume.path(), "must specify a volume type");
        }
    }

    /** All of these are needed. */
    public static void required(Place source, String... fields) {
        for (String field : fields) {
            source.at(field).required();
        }
    }

    private static void emptyDir(Place source) {
        if (Amounts.quantity(source.at("sizeLimit").node()).map(Quantity::signum).orElse(0) < 0) {
            source.at("sizeLimit").forbidden("SizeLimit field must be a valid resource quantity");
        }
    }

    public static void hostPath(Place source) {
        Place path = source.at("path").required();
        LocalPaths.noBacksteps(path);
        source.at("type").oneOf("", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File",
                "FileOrCreate", "Socket");
    }

    private static void gitRepo(Place source) {
        source.at("repository").required();
        LocalPaths.descending(source.at("directory"));
    }

    /** The files of a secret or a config map. */
    private static void keyed(Place source, Place name) {
        mode(source.at("defaultMode"));
        keys(source);
    }

    static void keys(Place source) {
        for (Place item : source.at("items").items()) {
            item.at("key").required();
            LocalPaths.unreserved(item.at("path").required());
            mode(item.at("mode"));
        }
    }

    static void mode(Place mode) {
        if (mode.node().isIntegralNumber() && (mode.number(0) < 0 || mode.number(0) > MAX_MODE)) {
            mode.invalid("must be a number between 0 and 0777 (octal), both inclusive");
        }
    }

    private static void downwardApi(Place source) {
        mode(source.at("defaultMode"));
        source.at("items").items().forEach(file -> downwardFile(source, file));
    }

    static void downwardFile(Place source, Place file) {
        LocalPaths.unreserved(file.at("path").required());
        if (file.at("fieldRef").present()) {
            DownwardFields.ofFile(file.at("fieldRef"));
            if (file.at("resourceFieldRef").present()) {
                file.errors().invalid(source.path(), "resource",
                        "fieldRef and resourceFieldRef can not be specified simultaneously");
            }
        } else if (file.at("resourceFieldRef").present()) {
            DownwardFields.resourceOfFile(file.at("resourceFieldRef"));
        } else {
            file.errors().required(source.path(), "one of fieldRef and resourceFieldRef is required");
        }
        mode(file.at("mode"));
    }

    /** The name of a CSI driver. */
    public static void driver(Place driver) {
        if (driver.empty()) {
            driver.required();
            return;
        }
        if (driver.text().length() > LONGEST_DRIVER) {
            driver.errors().tooLong(driver.path(), LONGEST_DRIVER);
        }
        for (String problem : Names.dnsSubdomain(driver.text().toLowerCase(Locale.ROOT))) {
            driver.invalidText(problem);
        }
    }

    private static void inlineCsi(Place source) {
        driver(source.at("driver"));
        Place secret = source.at("nodePublishSecretRef");
        if (secret.present()) {
            secret.at("name").requiredNamed(Names::dnsSubdomain);
        }
    }

    private static void image(Place source) {
        source.at("pullPolicy").requiredOneOf("Always", "IfNotPresent", "Never");
    }

    /** The names of the sources that a pod's volume may have. */
    static List<String> names() {
        return List.copyOf(OF_PODS.keySet());
    }
}
