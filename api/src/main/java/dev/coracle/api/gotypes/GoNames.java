package dev.coracle.api.gotypes;

import dev.coracle.api.schema.Schema;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a field is called in Go: its name with a capital, but for abbreviations, and for the few that are called otherwise. */
final class GoNames {

    private static final Pattern FIRST_WORD = Pattern.compile("[a-z0-9]+");
    private static final Set<String> ABBREVIATIONS = Set.of("api", "aws", "ca", "cel", "cidr", "csi", "dns", "fc", "fs",
            "gce", "gmsa", "grpc", "http", "id", "ip", "iscsi", "json", "nfs", "os", "pid", "rbd", "se", "tcp", "tls",
            "ttl", "uid", "url");
    private static final Map<String, String> RBD = Map.of("monitors", "CephMonitors", "image", "RBDImage", "pool",
            "RBDPool", "user", "RadosUser");
    private static final Map<String, String> ISCSI = Map.of("iqn", "IQN", "chapAuthDiscovery", "DiscoveryCHAPAuth",
            "chapAuthSession", "SessionCHAPAuth");
    private static final Map<String, String> GLUSTERFS = Map.of("endpoints", "EndpointsName");
    private static final Map<String, Map<String, String>> OTHERWISE = Map.ofEntries(
            entry("core.v1.PersistentVolumeSpec", Map.of("cephfs", "CephFS", "storageos", "StorageOS")),
            entry("core.v1.VolumeSource", Map.of("cephfs", "CephFS", "storageos", "StorageOS")),
            entry("core.v1.RBDVolumeSource", RBD), entry("core.v1.RBDPersistentVolumeSource", RBD),
            entry("core.v1.ISCSIVolumeSource", ISCSI), entry("core.v1.ISCSIPersistentVolumeSource", ISCSI),
            entry("core.v1.GlusterfsVolumeSource", GLUSTERFS),
            entry("core.v1.GlusterfsPersistentVolumeSource", GLUSTERFS),
            entry("core.v1.GCEPersistentDiskVolumeSource", Map.of("pdName", "PDName")),
            entry("core.v1.AzureDiskVolumeSource", Map.of("diskURI", "DataDiskURI")),
            entry("core.v1.FCVolumeSource", Map.of("wwids", "WWIDs")),
            entry("resource.v1.DeviceAttribute", Map.of("int", "IntValue", "bool", "BoolValue", "string", "StringValue",
                    "version", "VersionValue", "ints", "IntValues", "bools", "BoolValues", "strings", "StringValues",
                    "versions", "VersionValues")));

    private static Map.Entry<String, Map<String, String>> entry(String definition, Map<String, String> names) {
        return Map.entry("io.k8s.api." + definition, names);
    }

    private GoNames() {}

    static String of(Schema struct, String field) {
        String other = OTHERWISE.getOrDefault(struct.refName().orElse(""), Map.of()).get(field);
        if (other != null) {
            return other;
        }
        Matcher first = FIRST_WORD.matcher(field);
        if (first.lookingAt() && ABBREVIATIONS.contains(first.group())) {
            return first.group().toUpperCase(Locale.ROOT) + field.substring(first.end());
        }
        return field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1);
    }
}
