package dev.coracle.bench.objects;

import dev.coracle.bench.traffic.Load;
import dev.coracle.bench.traffic.Request;

/** What is asked of pods by clients that each have a first pod, {@code p-CLIENT-0}. */
public enum PodRequests {
    CREATE("create", "create a pod of 2.5 kB") {
        @Override
        public Load.Requests of(String pods, String round) {
            return (c, i, v) -> Request.post(pods, Manifests.pod("p-" + round + c + "-" + i));
        }
    },
    GET("get", "GET a pod") {
        @Override
        public Load.Requests of(String pods, String round) {
            return (c, i, v) -> Request.get(first(pods, c));
        }
    },
    PATCH("patch", "merge patch") {
        @Override
        public Load.Requests of(String pods, String round) {
            return (c, i, v) -> Request.mergePatch(first(pods, c), Manifests.annotated("v" + i));
        }
    },
    APPLY("apply", "server-side apply") {
        @Override
        public Load.Requests of(String pods, String round) {
            return (c, i, v) -> Request.apply(first(pods, c), Manifests.applied("p-" + c + "-0", "v" + i));
        }
    },
    STATUS("status", "patch of a pod's status") {
        @Override
        public Load.Requests of(String pods, String round) {
            return (c, i, v) -> Request.strategicPatch(first(pods, c) + "/status", Manifests.podStatus(i));
        }
    };

    private final String id;
    private final String title;

    PodRequests(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /** As {@code --only} names it. */
    public String id() {
        return id;
    }

    /** As a table names it. */
    public String title() {
        return title;
    }

    /**
     * @param pods  the path of a namespace's pods
     * @param round part of the names of pods that are created, so that no two rounds make the same; empty for the only one
     */
    public abstract Load.Requests of(String pods, String round);

    private static String first(String pods, int client) {
        return pods + "/p-" + client + "-0";
    }
}
