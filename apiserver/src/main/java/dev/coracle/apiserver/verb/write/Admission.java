package dev.coracle.apiserver.verb.write;

import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.admission.AdmissionMetrics;
import dev.coracle.apiserver.admission.AdmissionMetrics.Step;
import dev.coracle.apiserver.admission.AdmissionPlugin;
import dev.coracle.apiserver.admission.AdmissionRequest;
import dev.coracle.apiserver.admission.AdmissionRequest.Operation;
import dev.coracle.apiserver.admission.PluginTimes;
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
    private final Walk mutating;
    private final Walk validating;
    private final Walk mutatingConnections;
    private final Walk validatingConnections;

    public Admission(List<AdmissionPlugin> plugins) {
        this.plugins = List.copyOf(plugins);
        List<AdmissionPlugin> connecting = plugins.stream().filter(AdmissionPlugin::handlesConnect).toList();
        this.mutating = mutating(plugins);
        this.validating = validating(plugins);
        this.mutatingConnections = mutating(connecting);
        this.validatingConnections = validating(connecting);
    }

    private static Walk mutating(List<AdmissionPlugin> plugins) {
        return new Walk(plugins.stream().filter(plugin -> does(plugin, "mutate")).toList(), Step.ADMIT,
                AdmissionPlugin::mutate);
    }

    private static Walk validating(List<AdmissionPlugin> plugins) {
        return new Walk(plugins.stream().filter(plugin -> does(plugin, "validate")).toList(), Step.VALIDATE,
                AdmissionPlugin::validate);
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
        mutate(mutating, request);
    }

    private static void mutate(Walk walk, AdmissionRequest request) {
        walk.ask(request);
        if (request.reinvocation().begins()) {
            walk.ask(request);
        }
    }

    void validate(AdmissionRequest request) {
        validating.ask(request);
    }

    /** One step: all that do something in it are asked, in their order. */
    private static final class Walk {
        private final List<AdmissionPlugin> plugins;
        private final Step step;
        private final BiConsumer<AdmissionPlugin, AdmissionRequest> what;
        private final PluginTimes times;

        Walk(List<AdmissionPlugin> plugins, Step step, BiConsumer<AdmissionPlugin, AdmissionRequest> what) {
            this.plugins = plugins;
            this.step = step;
            this.what = what;
            this.times = PluginTimes.of(plugins.stream().map(AdmissionPlugin::name).toList(), step);
        }

        void ask(AdmissionRequest request) {
            if (plugins.isEmpty()) {
                return;
            }
            long[] nanos = new long[plugins.size()];
            long began = System.nanoTime();
            long before = began;
            int asked = 0;
            try {
                for (AdmissionPlugin plugin : plugins) {
                    what.accept(plugin, request);
                    long now = System.nanoTime();
                    nanos[asked++] = now - before;
                    before = now;
                }
            } finally {
                long over = System.nanoTime();
                boolean refused = asked < plugins.size();
                times.accepted(request.operation(), nanos, asked);
                if (refused) {
                    times.rejected(request.operation(), asked, over - before);
                }
                AdmissionMetrics.step(step, request.operation(), refused, over - began);
            }
        }
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
        if (plugins.stream().noneMatch(AdmissionPlugin::handlesConnect)) {
            return;
        }
        RequestInfo info = context.info();
        AdmissionRequest request = new AdmissionRequest(context, Operation.CONNECT, resource, info.subresource(),
                info.namespace(), info.name(), options, Optional.empty(), Json.object(), false);
        mutate(mutatingConnections, request);
        validatingConnections.ask(request);
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
