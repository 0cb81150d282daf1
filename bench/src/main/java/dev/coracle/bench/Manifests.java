package dev.coracle.bench;

/** The objects of the load, as JSON text. */
final class Manifests {

    private static final String FILLER = "0123456789abcdef".repeat(16);

    private Manifests() {}

    static String namespace(String name) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + name + "\"}}";
    }

    /** Pods want one, and a server without a controller manager makes none. */
    static String serviceAccount() {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ServiceAccount\",\"metadata\":{\"name\":\"default\"}}";
    }

    static String configMap(String name) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"" + name + "\"},\"data\":{}}";
    }

    /** About 2.5 kB as sent: a usual pod, and annotations as operators leave them. */
    static String pod(String name) {
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

    static String annotated(String value) {
        return "{\"metadata\":{\"annotations\":{\"bench.example/at\":\"" + value + "\"}}}";
    }

    static String applied(String name, String value) {
        return "{\"apiVersion\":\"v1\",\"kind\":\"Pod\",\"metadata\":{\"name\":\"" + name
                + "\",\"labels\":{\"bench.example/applied\":\"" + value + "\"}}}";
    }
}
