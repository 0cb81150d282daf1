package dev.coracle.apiserver.admission.plugin;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.quantity.Quantity;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.Objects;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** A claim grows only when it is bound and its storage class lets volumes grow. */
public final class PersistentVolumeClaimResize implements AdmissionPlugin {

    private static final GroupResource CLASSES = new GroupResource("storage.k8s.io", "storageclasses");

    private final Objects objects;

    public PersistentVolumeClaimResize(Objects objects) {
        this.objects = objects;
    }

    @Override
    public String name() {
        return "PersistentVolumeClaimResize";
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (!Requests.is(request, Operation.UPDATE, "", "persistentvolumeclaims") || request.old().isEmpty()) {
            return;
        }
        Optional<Quantity> before = size(request.old().get());
        Optional<Quantity> after = size(request.object());
        if (before.isEmpty() || after.isEmpty() || after.get().compareTo(before.get()) <= 0) {
            return;
        }
        if (!Trees.string(request.old().get(), "status", "phase").equals("Bound")) {
            throw Requests.forbidden(request, "Only bound persistent volume claims can be expanded");
        }
        String name = Trees.string(request.object(), "spec", "storageClassName");
        boolean grows = !name.isEmpty() && objects.get(CLASSES, "", name)
                .filter(c -> Trees.bool(c, "allowVolumeExpansion")).isPresent();
        if (!grows) {
            throw Requests.forbidden(request, "only dynamically provisioned pvc can be resized and "
                    + "the storageclass that provisions the pvc must support resize");
        }
    }

    private static Optional<Quantity> size(ObjectNode claim) {
        return Quantity.tryParse(Trees.string(claim, "spec", "resources", "requests", "storage"));
    }
}
