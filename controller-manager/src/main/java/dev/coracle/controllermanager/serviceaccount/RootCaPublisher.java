package dev.coracle.controllermanager.serviceaccount;

import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Result;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.client.wire.Copies;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every active namespace has a ConfigMap {@code kube-root-ca.crt} with the certificate by which pods know the API server. */
public final class RootCaPublisher {

    private static final String NAME = "kube-root-ca.crt";
    private static final Map<String, String> ANNOTATIONS = Map.of("kubernetes.io/description",
            "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. "
                    + "No other usage is guaranteed across distributions of Kubernetes clusters.");

    private final ApiClient client;
    private final Informer<Namespace> namespaces;
    private final Informer<ConfigMap> maps;
    private final Map<String, String> data;

    private RootCaPublisher(ControllerContext context, String rootCa) {
        this.client = context.client();
        this.namespaces = context.informers().informer(Namespace.class);
        this.maps = context.informers().informer(ConfigMap.class);
        this.data = Map.of("ca.crt", rootCa);
    }

    public static ControllerFactory factory() {
        return ControllerFactory.of("root-ca-certificate-publisher-controller", context -> context.options().rootCa()
                .map(ca -> new RootCaPublisher(context, ca).start(context)).orElse(() -> {}));
    }

    private AutoCloseable start(ControllerContext context) {
        Controller controller = Controller.named("root-ca-certificate-publisher-controller", context.clock())
                .watches(namespaces)
                .watches(maps,
                        map -> map.getMetadata().getName().equals(NAME)
                                ? List.of(map.getMetadata().getNamespace())
                                : List.of())
                .reconciler(this::reconcile).build();
        controller.start();
        return controller;
    }

    private Result reconcile(String namespace) {
        Optional<Namespace> found = namespaces.cache().get("", namespace);
        if (found.isEmpty() || found.get().getMetadata().getDeletionTimestamp() != null) {
            return Result.done();
        }
        Optional<ConfigMap> there = maps.cache().get(namespace, NAME);
        try {
            if (there.isEmpty()) {
                client.resources(ConfigMap.class)
                        .create(new ConfigMapBuilder().withNewMetadata().withNamespace(namespace).withName(NAME)
                                .withAnnotations(ANNOTATIONS).endMetadata().withData(data).build());
            } else if (!data.equals(there.get().getData())) {
                ConfigMap mended = Copies.deepCopy(there.get());
                mended.setData(data);
                mended.getMetadata().setAnnotations(ANNOTATIONS);
                client.resources(ConfigMap.class).update(mended);
            }
        } catch (ApiException e) {
            if (!e.isAlreadyExists() && !e.hasCause("NamespaceTerminating") && !e.isNotFound()) {
                throw e;
            }
        }
        return Result.done();
    }
}
