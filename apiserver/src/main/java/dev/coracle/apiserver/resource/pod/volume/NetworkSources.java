package dev.coracle.apiserver.resource.pod.volume;

import dev.coracle.api.validation.Names;
import dev.coracle.apiserver.resource.check.Place;
import java.util.Locale;

/** File systems that other machines serve. */
public final class NetworkSources {

    private static final String REGISTRY = "must be a host:port pair or multiple pairs separated by commas";
    private static final int LONGEST_TENANT = 64;

    private NetworkSources() {}

    public static void nfs(Place source) {
        VolumeSources.required(source, "server", "path");
        if (!source.at("path").text().startsWith("/")) {
            source.at("path").invalidText("must be an absolute path");
        }
    }

    static void cinder(Place source) {
        source.at("volumeID").required();
        if (source.at("secretRef").present()) {
            source.at("secretRef", "name").required();
        }
    }

    public static void quobyte(Place source) {
        Place registry = source.at("registry");
        if (registry.empty()) {
            registry.required(REGISTRY);
        } else if (source.at("tenant").text().length() > LONGEST_TENANT) {
            source.errors().required(source.at("tenant").path(),
                    "must be a UUID and may not exceed a length of " + LONGEST_TENANT + " characters");
        } else {
            for (String pair : registry.text().split(",")) {
                int colon = pair.lastIndexOf(':');
                if (colon < 0 || pair.indexOf(':') != colon && !pair.startsWith("[")) {
                    registry.invalid(REGISTRY);
                }
            }
        }
        source.at("volume").required();
    }

    public static void flexVolume(Place source) {
        source.at("driver").required();
        for (String key : source.at("options").keys()) {
            int slash = key.indexOf('/');
            String namespace = "." + (slash < 0 ? key : key.substring(0, slash)).toLowerCase(Locale.ROOT);
            if (namespace.endsWith(".kubernetes.io") || namespace.endsWith(".k8s.io")) {
                source.errors().invalid(source.at("options").key(key).path(), key,
                        "kubernetes.io and k8s.io namespaces are reserved");
            }
        }
    }

    static void storageOs(Place source) {
        source.at("volumeName").requiredNamed(Names::dnsLabel);
        source.at("volumeNamespace").named(Names::dnsLabel);
        if (source.at("secretRef").present()) {
            source.at("secretRef", "name").required();
        }
    }
}
