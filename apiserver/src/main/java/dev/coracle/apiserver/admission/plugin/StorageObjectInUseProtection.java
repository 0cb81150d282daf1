package dev.coracle.apiserver.admission.plugin;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.Requests;

/** Claims, volumes and their attribute classes stay while somebody uses them: a finalizer from the start. */
public final class StorageObjectInUseProtection implements AdmissionPlugin {

    @Override
    public String name() {
        return "StorageObjectInUseProtection";
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (Requests.is(request, Operation.CREATE, "", "persistentvolumeclaims")) {
            protect(request, "kubernetes.io/pvc-protection");
        } else if (Requests.is(request, Operation.CREATE, "", "persistentvolumes")) {
            protect(request, "kubernetes.io/pv-protection");
        } else if (Requests.is(request, Operation.CREATE, "storage.k8s.io", "volumeattributesclasses")) {
            protect(request, "kubernetes.io/vac-protection");
        }
    }

    private static void protect(AdmissionRequest request, String finalizer) {
        if (!Meta.finalizers(request.object()).contains(finalizer)) {
            Trees.ensureArray(Meta.of(request.object()), "finalizers").add(finalizer);
        }
    }
}
