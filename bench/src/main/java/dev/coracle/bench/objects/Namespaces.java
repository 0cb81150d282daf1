package dev.coracle.bench.objects;

import dev.coracle.bench.traffic.Connection;
import dev.coracle.bench.traffic.Request;
import dev.coracle.bench.traffic.Target;
import java.io.IOException;

/** Where the load works: namespaces of its own. */
public final class Namespaces {

    private Namespaces() {}

    /** Makes one, with what pods want of it. @return its path */
    public static String make(Target target, String name) throws IOException {
        String path = "/api/v1/namespaces/" + name;
        try (Connection connection = target.connect()) {
            connection.make(Request.post("/api/v1/namespaces", Manifests.namespace(name)));
            connection.make(Request.post(path + "/serviceaccounts", Manifests.serviceAccount()));
        }
        return path;
    }

    /** Makes the first pod of each client, where it is not there yet. */
    public static void firstPods(Target target, String pods, int clients) throws IOException {
        try (Connection connection = target.connect()) {
            for (int c = 0; c < clients; c++) {
                connection.make(Request.post(pods, Manifests.pod("p-" + c + "-0")));
            }
        }
    }
}
