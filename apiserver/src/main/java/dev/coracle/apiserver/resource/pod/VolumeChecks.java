package dev.coracle.apiserver.resource.pod;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Amounts;
import dev.coracle.apiserver.resource.check.Place;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** What volumes must be, and where they may be mounted. */
public final class VolumeChecks {

    private static final int MAX_MODE = 0777;

    /** What each kind of source needs; sources that need nothing checked are named so that they count. */
    private static final Map<String, Consumer<Place>> SOURCES = Map.ofEntries(
            Map.entry("hostPath", VolumeChecks::hostPath),
            Map.entry("emptyDir", v -> Amounts.notNegative(v.at("sizeLimit"))),
            Map.entry("gcePersistentDisk", v -> v.at("pdName").required()),
            Map.entry("awsElasticBlockStore", v -> v.at("volumeID").required()),
            Map.entry("gitRepo", v -> v.at("repository").required()),
            Map.entry("secret", v -> keyed(v, v.at("secretName").required())),
            Map.entry("nfs", VolumeChecks::nfs),
            Map.entry("iscsi", v -> required(v, "targetPortal", "iqn")),
            Map.entry("glusterfs", v -> required(v, "endpoints", "path")),
            Map.entry("persistentVolumeClaim", v -> v.at("claimName").required()),
            Map.entry("rbd", v -> required(v, "monitors", "image")),
            Map.entry("flexVolume", v -> v.at("driver").required()),
            Map.entry("cinder", v -> v.at("volumeID").required()),
            Map.entry("cephfs", v -> v.at("monitors").required()), Map.entry("flocker", v -> {}),
            Map.entry("downwardAPI", VolumeChecks::downwardApi), Map.entry("fc", v -> {}),
            Map.entry("azureFile", v -> required(v, "secretName", "shareName")),
            Map.entry("configMap", v -> keyed(v, v.at("name").required())),
            Map.entry("vsphereVolume", v -> v.at("volumePath").required()),
            Map.entry("quobyte", v -> required(v, "registry", "volume")),
            Map.entry("azureDisk", v -> required(v, "diskName", "diskURI")),
            Map.entry("photonPersistentDisk", v -> v.at("pdID").required()),
            Map.entry("projected", VolumeChecks::projected),
            Map.entry("portworxVolume", v -> v.at("volumeID").required()),
            Map.entry("scaleIO", v -> required(v, "gateway", "system", "volumeName")),
            Map.entry("storageos", v -> {}), Map.entry("csi", v -> v.at("driver").required()),
            Map.entry("ephemeral", VolumeChecks::ephemeral), Map.entry("image", VolumeChecks::image),
            Map.entry("local", v -> v.at("path").required()));

    private VolumeChecks() {}

    /** The names of those that can be mounted. */
    static Set<String> volumes(Place volumes) {
        Set<String> names = new LinkedHashSet<>();
        for (Place volume : volumes.items()) {
            int before = volume.errors().size();
            source(volume, "must specify a volume type", "may not specify more than 1 volume type");
            Place name = volume.at("name");
            name.requiredNamed(Names::dnsLabel);
            if (!name.empty() && names.contains(name.text())) {
                name.errors().duplicate(name.path(), name.text());
            }
            if (volume.errors().size() == before) {
                names.add(name.text());
            }
        }
        return names;
    }

    /** Exactly one source, and that one complete; also for persistent volumes. */
    public static void source(Place holder, String none, String several) {
        int found = 0;
        for (String kind : holder.keys()) {
            Consumer<Place> check = SOURCES.get(kind);
            if (check != null && holder.at(kind).present()) {
                if (found++ > 0) {
                    holder.at(kind).forbidden(several);
                } else {
                    check.accept(holder.at(kind));
                }
            }
        }
        if (found == 0) {
            holder.errors().required(holder.path(), none);
        }
    }

    private static void required(Place volume, String... fields) {
        for (String field : fields) {
            volume.at(field).required();
        }
    }

    private static void hostPath(Place volume) {
        Place path = volume.at("path").required();
        if (path.text().contains("..") && List.of(path.text().split("/")).contains("..")) {
            path.invalid("must not contain '..'");
        }
        volume.at("type").oneOf("", "BlockDevice", "CharDevice", "Directory", "DirectoryOrCreate", "File",
                "FileOrCreate", "Socket");
    }

    private static void nfs(Place volume) {
        required(volume, "server", "path");
        if (!volume.at("path").empty() && !volume.at("path").text().startsWith("/")) {
            volume.at("path").invalid("must be an absolute path");
        }
    }

    private static void keyed(Place volume, Place name) {
        mode(volume.at("defaultMode"));
        for (Place item : volume.at("items").items()) {
            item.at("key").required();
            localPath(item.at("path").required());
            mode(item.at("mode"));
        }
    }

    private static void mode(Place mode) {
        if (mode.node().isIntegralNumber() && (mode.number(0) < 0 || mode.number(0) > MAX_MODE)) {
            mode.invalid("must be a number between 0 and 0777 (octal), both inclusive");
        }
    }

    /** A path within the volume, that doesn't lead out of it. */
    private static void localPath(Place path) {
        if (path.text().startsWith("/")) {
            path.invalid("must be a relative path");
        }
        if (List.of(path.text().split("/")).contains("..")) {
            path.invalid("must not contain '..'");
        }
    }

    private static void downwardApi(Place volume) {
        mode(volume.at("defaultMode"));
        for (Place item : volume.at("items").items()) {
            localPath(item.at("path").required());
            EnvChecks.fieldRef(item.at("fieldRef"), EnvChecks.VOLUME_FIELDS);
            EnvChecks.resourceRef(item.at("resourceFieldRef"));
            if (!item.at("fieldRef").present() && !item.at("resourceFieldRef").present()) {
                item.errors().required(item.at("fieldRef").path(), "one of fieldRef and resourceFieldRef is required");
            }
            mode(item.at("mode"));
        }
    }

    private static void projected(Place volume) {
        mode(volume.at("defaultMode"));
        for (Place source : volume.at("sources").items()) {
            if (source.at("secret").present()) {
                keyed(source.at("secret"), source.at("secret", "name").required());
            }
            if (source.at("configMap").present()) {
                keyed(source.at("configMap"), source.at("configMap", "name").required());
            }
            if (source.at("downwardAPI").present()) {
                downwardApi(source.at("downwardAPI"));
            }
            Place token = source.at("serviceAccountToken");
            if (token.present()) {
                long seconds = token.at("expirationSeconds").number(3600);
                if (seconds < 600) {
                    token.at("expirationSeconds").invalid("may not specify a duration less than 10 minutes");
                } else if (seconds > 1L << 32) {
                    token.at("expirationSeconds").invalid("may not specify a duration larger than 2^32 seconds");
                }
                token.at("path").required();
            }
            if (source.empty()) {
                source.errors().required(source.path(), "must specify a volume type");
            }
        }
    }

    private static void ephemeral(Place volume) {
        Place template = volume.at("volumeClaimTemplate");
        template.required();
        if (!template.empty()) {
            template.at("spec", "accessModes").required("at least 1 access mode is required");
            template.at("spec", "resources", "requests", "storage").required();
        }
    }

    private static void image(Place volume) {
        volume.at("reference").required();
        volume.at("pullPolicy").oneOf("Always", "IfNotPresent", "Never");
    }

    static void mounts(Place container, Set<String> volumes) {
        Set<String> paths = new HashSet<>();
        for (Place mount : container.at("volumeMounts").items()) {
            Place name = mount.at("name").required();
            if (!name.empty() && !volumes.contains(name.text())) {
                name.errors().notFound(name.path(), name.text());
            }
            Place path = mount.at("mountPath").required();
            if (!path.empty() && !paths.add(path.text())) {
                path.invalid("must be unique");
            }
            if (!mount.at("subPath").empty()) {
                localPath(mount.at("subPath"));
            }
            if (!mount.at("subPathExpr").empty()) {
                if (!mount.at("subPath").empty()) {
                    mount.at("subPathExpr").invalid("subPathExpr and subPath are mutually exclusive");
                }
                localPath(mount.at("subPathExpr"));
            }
            mount.at("mountPropagation").oneOf("Bidirectional", "HostToContainer", "None");
            if (mount.at("mountPropagation").is("Bidirectional")
                    && !container.at("securityContext", "privileged").isTrue()) {
                mount.at("mountPropagation").forbidden(
                        "Bidirectional mount propagation is available only to privileged containers");
            }
        }
        for (Place device : container.at("volumeDevices").items()) {
            Place name = device.at("name").required();
            if (!name.empty() && !volumes.contains(name.text())) {
                name.errors().notFound(name.path(), name.text());
            }
            device.at("devicePath").required();
        }
    }
}
