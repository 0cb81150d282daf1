package dev.coracle.apiserver.admission.plugin;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.StatusCause;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.Objects;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Nothing comes into a namespace that isn't there or is going; the system's own namespaces can't be deleted. */
public final class NamespaceLifecycle implements AdmissionPlugin {

    private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
    private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

    private final Objects objects;

    public NamespaceLifecycle(Objects objects) {
        this.objects = objects;
    }

    @Override
    public String name() {
        return "NamespaceLifecycle";
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (request.operation() == Operation.DELETE) {
            if (Requests.isOf(request, "", "namespaces") && IMMORTAL.contains(request.name())) {
                throw Requests.forbidden(request, "this namespace may not be deleted");
            }
            return;
        }
        if (request.namespace().isEmpty() || Requests.isOf(request, "", "namespaces")) {
            return;
        }
        ObjectNode namespace = objects.shown(NAMESPACES, "", request.namespace())
                .orElseThrow(() -> StatusException.notFound(NAMESPACES, request.namespace()));
        boolean going = Meta.isDeleting(namespace)
                || Trees.string(namespace, "status", "phase").equals("Terminating");
        if (request.operation() == Operation.CREATE && going) {
            throw Requests.forbidden(request,
                    "unable to create new content in namespace " + request.namespace()
                            + " because it is being terminated",
                    new StatusCause("NamespaceTerminating", "namespace " + request.namespace()
                            + " is being terminated", "metadata.namespace"));
        }
    }
}
