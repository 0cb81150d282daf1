package dev.coracle.apiserver.resource.core.volume;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;
import dev.coracle.apiserver.resource.pod.volume.BlockSources;
import dev.coracle.apiserver.resource.pod.volume.LocalPaths;
import dev.coracle.apiserver.resource.pod.volume.NetworkSources;
import dev.coracle.apiserver.resource.pod.volume.VolumeSources;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Where a persistent volume lies: the sources that outlive pods, which name their secrets with a namespace. */
final class PersistentSources {

    /** In the order in which the first one given counts. */
    private static final Map<String, Consumer<Place>> SOURCES = new LinkedHashMap<>();

    static {
        SOURCES.put("hostPath", VolumeSources::hostPath);
        SOURCES.put("gcePersistentDisk", BlockSources::gcePersistentDisk);
        SOURCES.put("awsElasticBlockStore", BlockSources::awsElasticBlockStore);
        SOURCES.put("glusterfs", PersistentSources::glusterfs);
        SOURCES.put("flocker", BlockSources::flocker);
        SOURCES.put("nfs", NetworkSources::nfs);
        SOURCES.put("rbd", v -> VolumeSources.required(v, "monitors", "image"));
        SOURCES.put("quobyte", NetworkSources::quobyte);
        SOURCES.put("cephfs", v -> v.at("monitors").required());
        SOURCES.put("iscsi", PersistentSources::iscsi);
        SOURCES.put("cinder", PersistentSources::cinder);
        SOURCES.put("fc", BlockSources::fibreChannel);
        SOURCES.put("flexVolume", NetworkSources::flexVolume);
        SOURCES.put("azureFile", PersistentSources::azureFile);
        SOURCES.put("vsphereVolume", v -> v.at("volumePath").required());
        SOURCES.put("photonPersistentDisk", v -> v.at("pdID").required());
        SOURCES.put("portworxVolume", v -> v.at("volumeID").required());
        SOURCES.put("azureDisk", BlockSources::azureDisk);
        SOURCES.put("scaleIO", v -> VolumeSources.required(v, "gateway", "system", "volumeName"));
        SOURCES.put("local", PersistentSources::local);
        SOURCES.put("storageos", PersistentSources::storageOs);
        SOURCES.put("csi", PersistentSources::csi);
    }

    private PersistentSources() {}

    /** Exactly one of them, and that one complete. */
    static void check(Place spec) {
        int found = 0;
        for (Map.Entry<String, Consumer<Place>> source : SOURCES.entrySet()) {
            Place given = spec.at(source.getKey());
            if (!given.present()) {
                continue;
            }
            if (found++ > 0 && !source.getKey().equals("flexVolume")) { // of which the original forbids none
                spec.at(source.getKey().equals("cephfs") ? "cephFS" : source.getKey())
                        .forbidden("may not specify more than 1 volume type");
            } else {
                source.getValue().accept(given);
            }
        }
        if (found == 0) {
            spec.errors().required(spec.path(), "must specify a volume type");
        }
    }

    private static void glusterfs(Place source) {
        VolumeSources.required(source, "endpoints", "path");
        Place namespace = source.at("endpointsNamespace");
        if (namespace.present()) {
            namespace.namedEvenEmpty(Names::dnsLabel);
        }
    }

    private static void iscsi(Place source) {
        BlockSources.iscsi(source, "secretRef", "must be valid format");
        if (source.at("secretRef").present()) {
            source.at("secretRef", "name").required();
        }
    }

    private static void cinder(Place source) {
        source.at("volumeID").required();
        if (source.at("secretRef").present()) {
            VolumeSources.required(source.at("secretRef"), "name", "namespace");
        }
    }

    private static void azureFile(Place source) {
        VolumeSources.required(source, "secretName", "shareName");
        Place namespace = source.at("secretNamespace");
        if (namespace.present() && namespace.text().isEmpty()) {
            namespace.required();
        }
    }

    private static void local(Place source) {
        Place path = source.at("path");
        if (!path.required().empty()) {
            LocalPaths.noBacksteps(path);
        }
    }

    private static void storageOs(Place source) {
        source.at("volumeName").requiredNamed(Names::dnsLabel);
        source.at("volumeNamespace").named(Names::dnsLabel);
        if (source.at("secretRef").present()) {
            VolumeSources.required(source.at("secretRef"), "name", "namespace");
        }
    }

    private static void csi(Place source) {
        VolumeSources.driver(source.at("driver"));
        source.at("volumeHandle").required();
        for (String secret : List.of("controllerPublishSecretRef", "controllerExpandSecretRef", "nodePublishSecretRef",
                "nodeExpandSecretRef")) {
            Place reference = source.at(secret);
            if (reference.present()) {
                reference.at("name").requiredNamed(Names::dnsSubdomain);
                reference.at("namespace").requiredNamed(Names::dnsLabel);
            }
        }
    }
}
