package dev.coracle.apiserver.verb.write;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The plugins in their order, as a write meets them. */
public final class Admission {

    private final List<AdmissionPlugin> plugins;

    public Admission(List<AdmissionPlugin> plugins) {
        this.plugins = List.copyOf(plugins);
    }

    /** The same without plugins: the server's own writes. */
    public static Admission none() {
        return new Admission(List.of());
    }

    void mutate(AdmissionRequest request) {
        plugins.forEach(plugin -> plugin.mutate(request));
        if (request.reinvocation().begins()) {
            plugins.forEach(plugin -> plugin.mutate(request));
        }
    }

    void validate(AdmissionRequest request) {
        plugins.forEach(plugin -> plugin.validate(request));
    }

    /** Asks about a subresource that is created to make something happen; plugins may change what it says. */
    public void checkAction(RequestContext context, Resource parent, String subresource, String namespace, String name,
            ObjectNode body, ObjectNode options, boolean dryRun) {
        AdmissionRequest request = new AdmissionRequest(context, Operation.CREATE, parent, subresource, namespace,
                name, body, Optional.empty(), options, dryRun);
        mutate(request);
        validate(request);
    }

    /** Asks those about a connection that have something to say about connections. @param options of the request, with kind and apiVersion */
    public void checkConnect(RequestContext context, Resource resource, ObjectNode options) {
        List<AdmissionPlugin> asked = plugins.stream().filter(AdmissionPlugin::handlesConnect).toList();
        if (!asked.isEmpty()) {
            RequestInfo info = context.info();
            AdmissionRequest request = new AdmissionRequest(context, Operation.CONNECT, resource, info.subresource(),
                    info.namespace(), info.name(), options, Optional.empty(), Json.object(), false);
            Admission some = new Admission(asked);
            some.mutate(request);
            some.validate(request);
        }
    }

    /** Asks about a deletion; there is nothing to change. */
    void checkDelete(RequestContext context, Resource resource, String namespace, String name, ObjectNode old,
            ObjectNode options, boolean dryRun) {
        if (plugins.isEmpty()) {
            return;
        }
        AdmissionRequest request = new AdmissionRequest(context, Operation.DELETE, resource, "", namespace, name,
                Json.object(), Optional.of(old), options, dryRun);
        mutate(request);
        validate(request);
    }
}
