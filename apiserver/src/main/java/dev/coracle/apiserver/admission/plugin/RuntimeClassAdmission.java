package dev.coracle.apiserver.admission.plugin;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.Requests;
import dev.coracle.apiserver.registry.Objects;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Brings a runtime class's overhead, node selector and tolerations into the pods that use it. */
public final class RuntimeClassAdmission implements AdmissionPlugin {

    private static final GroupResource CLASSES = new GroupResource("node.k8s.io", "runtimeclasses");

    private final Objects objects;

    public RuntimeClassAdmission(Objects objects) {
        this.objects = objects;
    }

    @Override
    public String name() {
        return "RuntimeClass";
    }

    @Override
    public void mutate(AdmissionRequest request) {
        if (!Requests.isPodCreate(request)) {
            return;
        }
        ObjectNode spec = Trees.ensureObject(request.object(), "spec");
        if (!spec.path("runtimeClassName").isString()) {
            return;
        }
        String name = Trees.string(spec, "runtimeClassName");
        Requests.unaskable(name).ifPresent(why -> {
            throw Requests.failed(why);
        });
        ObjectNode runtime = objects.get(CLASSES, "", name).orElseThrow(
                () -> Requests.forbidden(request, "pod rejected: RuntimeClass \"" + name + "\" not found"));
        Trees.object(runtime, "overhead", "podFixed").ifPresent(overhead -> setOverhead(request, spec, overhead));
        schedule(request, spec, runtime);
    }

    @Override
    public void validate(AdmissionRequest request) {
        if (Requests.isPodCreate(request)) {
            ObjectNode spec = Trees.ensureObject(request.object(), "spec");
            boolean overhead = Trees.object(spec, "overhead").filter(o -> !o.isEmpty()).isPresent();
            if (overhead && Trees.string(spec, "runtimeClassName").isEmpty()) {
                throw Requests.forbidden(request,
                        "pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead");
            }
        }
    }

    private static void setOverhead(AdmissionRequest request, ObjectNode spec, ObjectNode overhead) {
        Optional<ObjectNode> given = Trees.object(spec, "overhead").filter(o -> !o.isEmpty());
        if (given.isPresent() && !given.get().equals(overhead)) {
            throw Requests.forbidden(request,
                    "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
        }
        spec.set("overhead", overhead.deepCopy());
    }

    private static void schedule(AdmissionRequest request, ObjectNode spec, ObjectNode runtime) {
        Trees.object(runtime, "scheduling", "nodeSelector").ifPresent(selector -> {
            ObjectNode own = Trees.ensureObject(spec, "nodeSelector");
            selector.properties().forEach(entry -> {
                String wanted = entry.getValue().asString("");
                String given = Trees.string(own, entry.getKey());
                if (!given.isEmpty() && !given.equals(wanted)) {
                    throw Requests.forbidden(request, "conflict: runtimeClass.scheduling.nodeSelector["
                            + entry.getKey() + "] = " + wanted + "; pod.spec.nodeSelector[" + entry.getKey() + "] = "
                            + given);
                }
                own.put(entry.getKey(), wanted);
            });
        });
        List<ObjectNode> tolerations = Trees.objects(spec, "tolerations");
        for (ObjectNode toleration : Trees.objects(runtime, "scheduling", "tolerations")) {
            if (!tolerations.contains(toleration)) {
                Trees.ensureArray(spec, "tolerations").add(toleration.deepCopy());
            }
        }
    }
}
