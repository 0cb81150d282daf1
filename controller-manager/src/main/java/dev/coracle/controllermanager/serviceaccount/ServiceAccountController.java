package dev.coracle.controllermanager.serviceaccount;

import dev.coracle.client.controller.Controller;
import dev.coracle.client.controller.Result;
import dev.coracle.client.informer.Informer;
import dev.coracle.client.rest.ApiClient;
import dev.coracle.client.wire.ApiException;
import dev.coracle.controllermanager.ControllerContext;
import dev.coracle.controllermanager.ControllerFactory;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.util.List;
import java.util.Optional;

/** Every active namespace has a service account {@code default}. Watches namespaces and service accounts; creates what is missing. */
public final class ServiceAccountController {

    private static final String DEFAULT = "default";

    private final ApiClient client;
    private final Informer<Namespace> namespaces;
    private final Informer<ServiceAccount> accounts;

    private ServiceAccountController(ControllerContext context) {
        this.client = context.client();
        this.namespaces = context.informers().informer(Namespace.class);
        this.accounts = context.informers().informer(ServiceAccount.class);
    }

    public static ControllerFactory factory() {
        return ControllerFactory.of("serviceaccount-controller",
                context -> new ServiceAccountController(context).start(context));
    }

    private AutoCloseable start(ControllerContext context) {
        Controller controller = Controller.named("serviceaccount-controller", context.clock()).watches(namespaces)
                .watches(accounts,
                        account -> account.getMetadata().getName().equals(DEFAULT)
                                ? List.of(account.getMetadata().getNamespace())
                                : List.of())
                .reconciler(this::reconcile).build();
        controller.start();
        return controller;
    }

    private Result reconcile(String namespace) {
        Optional<Namespace> found = namespaces.cache().get("", namespace);
        boolean active = found.isPresent() && found.get().getMetadata().getDeletionTimestamp() == null;
        if (active && accounts.cache().get(namespace, DEFAULT).isEmpty()) {
            try {
                client.resources(ServiceAccount.class)
                        .create(new ServiceAccountBuilder().withNewMetadata().withNamespace(namespace).withName(DEFAULT)
                                .endMetadata().build());
            } catch (ApiException e) {
                if (!e.isAlreadyExists() && !e.hasCause("NamespaceTerminating") && !e.isNotFound()) {
                    throw e;
                }
            }
        }
        return Result.done();
    }
}
