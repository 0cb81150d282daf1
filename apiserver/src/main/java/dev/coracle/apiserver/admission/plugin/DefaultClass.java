package dev.coracle.apiserver.admission.plugin;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.CachedView;
import dev.coracle.apiserver.registry.Objects;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives a claim or an ingress without a class the class that is annotated as the default: the newest, of those of the same second
 * the first by name.
 */
public final class DefaultClass implements AdmissionPlugin {

    private final String name;
    private final GroupResource resource;
    private final String field;
    private final String oldAnnotation;
    private final CachedView<Optional<String>> chosen;

    private DefaultClass(String name, GroupResource resource, String field, String oldAnnotation,
            CachedView<Optional<String>> chosen) {
        this.name = name;
        this.resource = resource;
        this.field = field;
        this.oldAnnotation = oldAnnotation;
        this.chosen = chosen;
    }

    public static AdmissionPlugin storage(Objects objects) {
        return new DefaultClass("DefaultStorageClass", new GroupResource("", "persistentvolumeclaims"),
                "storageClassName", "volume.beta.kubernetes.io/storage-class",
                view(objects, new GroupResource("storage.k8s.io", "storageclasses"),
                        List.of("storageclass.kubernetes.io/is-default-class",
                                "storageclass.beta.kubernetes.io/is-default-class")));
    }

    public static AdmissionPlugin ingress(Objects objects) {
        return new DefaultClass("DefaultIngressClass", new GroupResource("networking.k8s.io", "ingresses"),
                "ingressClassName", "kubernetes.io/ingress.class",
                view(objects, new GroupResource("networking.k8s.io", "ingressclasses"),
                        List.of("ingressclass.kubernetes.io/is-default-class")));
    }

    private static CachedView<Optional<String>> view(Objects objects, GroupResource classes,
            List<String> annotations) {
        Comparator<ObjectNode> newest = Comparator
                .comparing((ObjectNode c) -> Trees.string(c, "metadata", "creationTimestamp")).reversed()
                .thenComparing(Meta::name);
        return new CachedView<>(objects, List.of(classes),
                all -> all.list(classes, "").stream()
                        .filter(c -> annotations.stream().anyMatch(a -> "true".equals(Meta.annotations(c).get(a))))
                        .min(newest).map(Meta::name));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (Requests.is(request, Operation.CREATE, resource.group(), resource.resource())) {
            ObjectNode spec = Trees.ensureObject(request.object(), "spec");
            if (Trees.isAbsent(spec, field) && !Meta.annotations(request.object()).containsKey(oldAnnotation)) {
                chosen.get().ifPresent(found -> spec.put(field, found));
            }
        }
    }
}
