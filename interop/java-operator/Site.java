import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;

/** A page that some pods serve. */
@Group("operator.coracle.dev")
@Version("v1")
public final class Site extends CustomResource<Site.Spec, Site.Status> implements Namespaced {

    /** What is wanted. */
    public static final class Spec {
        public int replicas;
        public String page = "";

        public Spec() {}

        public Spec(int replicas, String page) {
            this.replicas = replicas;
            this.page = page;
        }
    }

    /** What is. */
    public static final class Status {
        public int ready;
        public long observedGeneration;
    }
}
