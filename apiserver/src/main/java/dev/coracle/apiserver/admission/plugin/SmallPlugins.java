package dev.coracle.apiserver.admission.plugin;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.Objects;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** Plugins that are off unless asked for, and small enough to stand together. */
public final class SmallPlugins {

    private SmallPlugins() {}

    private record Mutating(String name, Consumer<AdmissionRequest> step) implements AdmissionPlugin {
        @Override
        public void mutate(AdmissionRequest request) {
            step.accept(request);
        }
    }

    private record Validating(String name, Consumer<AdmissionRequest> step) implements AdmissionPlugin {
        @Override
        public void validate(AdmissionRequest request) {
            step.accept(request);
        }
    }

    public static AdmissionPlugin alwaysAdmit() {
        return new Validating("AlwaysAdmit", request -> {});
    }

    public static AdmissionPlugin alwaysDeny() {
        return new Validating("AlwaysDeny", request -> {
            throw Requests.forbidden(request, "admission control is denying all modifications");
        });
    }

    /** Images are pulled, and so credentials checked, for every pod. */
    public static AdmissionPlugin alwaysPullImages() {
        return new Mutating("AlwaysPullImages", request -> {
            if (Requests.isOf(request, "", "pods") && request.operation() != Operation.DELETE) {
                for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
                    Trees.objects(request.object(), "spec", list).forEach(c -> c.put("imagePullPolicy", "Always"));
                }
            }
        });
    }

    public static AdmissionPlugin denyServiceExternalIps() {
        return new Validating("DenyServiceExternalIPs", request -> {
            boolean write = Requests.is(request, Operation.CREATE, "", "services")
                    || Requests.is(request, Operation.UPDATE, "", "services");
            List<String> before = request.old().map(o -> Trees.strings(o, "spec", "externalIPs")).orElse(List.of());
            if (write && !before.containsAll(Trees.strings(request.object(), "spec", "externalIPs"))) {
                throw Requests.forbidden(request,
                        "Use of external IPs is denied by admission control.");
            }
        });
    }

    /** Makes the namespace of what is created in it. */
    public static AdmissionPlugin namespaceAutoProvision(Objects objects) {
        GroupResource namespaces = new GroupResource("", "namespaces");
        return new Mutating("NamespaceAutoProvision", request -> {
            if (request.operation() == Operation.CREATE && !request.namespace().isEmpty() && !request.dryRun()
                    && objects.get(namespaces, "", request.namespace()).isEmpty()) {
                ObjectNode tree = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
                tree.putObject("metadata").put("name", request.namespace());
                objects.create(objects.ownContext(), namespaces, tree);
            }
        });
    }
}
