package dev.coracle.apiserver.verb.write;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.admission.AdmissionMetrics;
import dev.coracle.apiserver.admission.AdmissionMetrics.Step;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import tools.jackson.databind.node.ObjectNode;

/** The plugins in their order, as a write meets them. */
public final class Admission {

    private final List<AdmissionPlugin> plugins;
    private final List<AdmissionPlugin> mutating;
    private final List<AdmissionPlugin> validating;

    public Admission(List<AdmissionPlugin> plugins) {
        this.plugins = List.copyOf(plugins);
        this.mutating = plugins.stream().filter(plugin -> does(plugin, "mutate")).toList();
        this.validating = plugins.stream().filter(plugin -> does(plugin, "validate")).toList();
    }

    /** Whether it does anything in a step: the others are not asked, and not measured. */
    private static boolean does(AdmissionPlugin plugin, String step) {
        try {
            return plugin.getClass().getMethod(step, AdmissionRequest.class)
                    .getDeclaringClass() != AdmissionPlugin.class;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(e); // it is the interface's
        }
    }

    /** The same without plugins: the server's own writes. */
    public static Admission none() {
        return new Admission(List.of());
    }

    void mutate(AdmissionRequest request) {
        walk(mutating, Step.ADMIT, AdmissionPlugin::mutate, request);
        if (request.reinvocation().begins()) {
            walk(mutating, Step.ADMIT, AdmissionPlugin::mutate, request);
        }
    }

    void validate(AdmissionRequest request) {
        walk(validating, Step.VALIDATE, AdmissionPlugin::validate, request);
    }

    private static void walk(List<AdmissionPlugin> plugins, Step step,
            BiConsumer<AdmissionPlugin, AdmissionRequest> what, AdmissionRequest request) {
        if (plugins.isEmpty()) {
            return;
        }
        long began = System.nanoTime();
        boolean refused = true;
        try {
            long before = began;
            for (AdmissionPlugin plugin : plugins) {
                before = ask(plugin, step, what, request, before);
            }
            refused = false;
        } finally {
            AdmissionMetrics.step(step, request.operation(), refused, System.nanoTime() - began);
        }
    }

    /** @param began when the one before it was done @return when it was done */
    private static long ask(AdmissionPlugin plugin, Step step, BiConsumer<AdmissionPlugin, AdmissionRequest> what,
            AdmissionRequest request, long began) {
        boolean refused = true;
        try {
            what.accept(plugin, request);
            refused = false;
        } finally {
            AdmissionMetrics.plugin(plugin.name(), step, request.operation(), refused, System.nanoTime() - began);
        }
        return System.nanoTime();
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
