package dev.coracle.apiserver.server;

import dev.coracle.apiserver.bootstrap.PostStartHook;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Parts of the server that begin by themselves, as the original's hooks: each hook ends once its part is ready, so that probes and
 * operators can ask about it by the name that they know. What is several parts there and one here has several names.
 *
 * @param caches      whether all that is stored has been loaded, and the store is heard
 * @param definitions returns once CustomResourceDefinitions are served and followed
 * @param apiServices returns once APIServices of extension servers are followed
 * @param services    counts the addresses and ports that services have
 */
record PartHooks(BooleanSupplier caches, Waiting definitions, Waiting apiServices, Runnable services) {

    /** Waits for a part. */
    @FunctionalInterface
    interface Waiting {
        void await() throws InterruptedException;
    }

    /** Here all stored resources are loaded together; admission plugins, too, read nothing else and have nothing to begin with. */
    private static final List<String> OF_CACHES = List.of("storage-readiness", "start-apiextensions-informers",
            "start-kube-aggregator-informers", "start-apiserver-admission-initializer");
    private static final List<String> OF_DEFINITIONS = List.of("start-apiextensions-controllers",
            "crd-informer-synced");
    /** One loop surveys extension servers: whether they are available, what they serve, and their documents. */
    private static final List<String> OF_API_SERVICES = List.of("apiservice-status-remote-available-controller",
            "apiservice-discovery-controller", "apiservice-openapi-controller", "apiservice-openapiv3-controller");

    List<PostStartHook> all() {
        List<PostStartHook> hooks = new ArrayList<>();
        OF_CACHES.forEach(name -> hooks.add(new PostStartHook(name, this::checkCaches)));
        OF_DEFINITIONS.forEach(name -> hooks.add(waiting(name, definitions)));
        OF_API_SERVICES.forEach(name -> hooks.add(waiting(name, apiServices)));
        hooks.add(new PostStartHook("start-service-ip-repair-controllers", services));
        return hooks;
    }

    private void checkCaches() {
        if (!caches.getAsBoolean()) {
            throw new IllegalStateException("the caches do not hear the store");
        }
    }

    private static PostStartHook waiting(String name, Waiting part) {
        return new PostStartHook(name, () -> {
            try {
                part.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(name + " was interrupted", e);
            }
        });
    }
}
