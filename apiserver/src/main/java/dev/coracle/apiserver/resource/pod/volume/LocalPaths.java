package dev.coracle.apiserver.resource.pod.volume;

import dev.coracle.apiserver.resource.check.Place;
import java.util.List;

/** Paths within a volume, which must not lead out of it. */
public final class LocalPaths {

    private LocalPaths() {}

    /** No element of the path leads up. */
    public static void noBacksteps(Place path) {
        if (stepsBack(path.text())) {
            path.invalid("must not contain '..'");
        }
    }

    static boolean stepsBack(String path) {
        return List.of(path.split("/")).contains("..");
    }

    /** A relative path that stays below where it starts. */
    public static void descending(Place path) {
        if (path.text().startsWith("/")) {
            path.invalid("must be a relative path");
        }
        noBacksteps(path);
    }

    /** As {@link #descending}, and it doesn't begin with the two dots under which the kubelet keeps its own files. */
    public static void unreserved(Place path) {
        descending(path);
        if (path.text().startsWith("..") && !stepsBack(path.text())) {
            path.invalid("must not start with '..'");
        }
    }
}
