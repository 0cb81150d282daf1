package dev.coracle.bench.objects;

import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** The objects of the load, as JSON text. */
public final class Manifests {

    private static final String FILLER = "0123456789abcdef".repeat(16);

    private Manifests() {}

    public static String namespace(String name) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + name + "\"}}";
    }

    /** Pods want one, and a server without a controller manager makes none. */
    public static String serviceAccount() {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"default\"}}";
    }

    public static String configMap(String name) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"},\"data\":{}}";
    }

    /** About 2.5 kB as sent: a usual pod, and annotations as operators leave them. */
    public static String pod(String name) {
        StringBuilder json = new StringBuilder(2600).append("{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{")
                .append("\"name\":\"").append(name).append("\",\"labels\":{\"app\":\"bench\",\"tier\":\"load\"},")
                .append("\"annotations\":{");
        for (int i = 0; i < 7; i++) {
            json.append(i == 0 ? "" : ",").append("\"bench.example/note-").append(i).append("\":\"").append(FILLER)
                    .append('"');
        }
        return json.append("}},\"spec\":{\"automountServiceAccountToken\":false,\"containers\":[{\"name\":\"main\",")
                .append("\"image\":\"registry.example/app:1\",\"ports\":[{\"containerPort\":8080}],")
                .append("\"env\":[{\"name\":\"MODE\",\"value\":\"load\"},{\"name\":\"LEVEL\",\"value\":\"info\"}],")
                .append("\"resources\":{\"requests\":{\"cpu\":\"100m\",\"memory\":\"64Mi\"}}}]}}").toString();
    }

    public static String annotated(String value) {
        return "{\"metadata\":{\"annotations\":{\"bench.example/at\":\"" + value + "\"}}}";
    }

    public static String applied(String name, String value) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"" + name
                + "\",\"labels\":{\"bench.example/applied\":\"" + value + "\"}}}";
    }

    /** As a kubelet renews it. @param version empty for a new one */
    public static String lease(String name, String version, long at) {
        return "{\"apiVersion\":\"coordination.k8s.io/v1\",\"kind\":\"Lease\",\"metadata\":{\"name\":\"" + name + "\""
                + (version.isEmpty() ? "" : ",\"resourceVersion\":\"" + version + "\"")
                + "},\"spec\":{\"holderIdentity\":\"" + name + "\",\"leaseDurationSeconds\":40,\"renewTime\":\""
                + micros(at)
                + "\"}}";
    }

    public static String node(String name) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"metadata\":{\"name\":\"" + name
                + "\",\"labels\":{\"kubernetes.io/hostname\":\"" + name + "\"}},\"spec\":{}}";
    }

    /** As a kubelet reports, with its conditions. */
    public static String nodeStatus(long at) {
        StringBuilder json = new StringBuilder(
                "{\"status\":{\"capacity\":{\"cpu\":\"8\",\"memory\":\"32Gi\",\"pods\":\"110\"},")
                .append("\"conditions\":[");
        for (String type : new String[]{"MemoryPressure", "DiskPressure", "PIDPressure", "Ready"}) {
            json.append(json.charAt(json.length() - 1) == '[' ? "" : ",").append("{\"type\":\"").append(type)
                    .append("\",\"status\":\"").append(type.equals("Ready") ? "True" : "False")
                    .append("\",\"reason\":\"KubeletReports\",\"message\":\"kubelet reports\",\"lastHeartbeatTime\":\"")
                    .append(micros(at), 0, 19).append("Z\"}");
        }
        return json.append("]}}").toString();
    }

    /** As a kubelet reports that a pod runs. */
    public static String podStatus(long at) {
        return "{\"status\":{\"phase\":\"Running\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\",\"message\":\""
                + at
                + "\"}],\"podIPs\":[{\"ip\":\"10.0.0.1\"}],\"podIP\":\"10.0.0.1\"}}";
    }

    /** A time that is another for each number. */
    private static String micros(long at) {
        return LocalDateTime.ofEpochSecond(1_800_000_000L + at, 0, ZoneOffset.UTC)
                .format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss")) + ".000000Z";
    }
}
