package dev.coracle.apiserver.verb;

import dev.coracle.api.catalogue.SubresourceInfo;
import dev.coracle.api.status.Reason;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.encoding.Answers;
import dev.coracle.apiserver.encoding.Bodies;
import dev.coracle.apiserver.encoding.MediaType;
import dev.coracle.apiserver.encoding.Negotiation;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.registry.BuiltInResources;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Resources;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.storage.ObjectStore;
import dev.coracle.apiserver.verb.option.Options;
import dev.coracle.apiserver.verb.own.ServerObjects;
import dev.coracle.apiserver.verb.read.Get;
import dev.coracle.apiserver.verb.read.ListVerb;
import dev.coracle.apiserver.registry.Verb;
import dev.coracle.apiserver.verb.read.Watch;
import dev.coracle.apiserver.verb.write.Admission;
import dev.coracle.apiserver.verb.write.Deletion;
import dev.coracle.apiserver.verb.write.FieldManagers;
import dev.coracle.apiserver.verb.write.TypedTrees;
import dev.coracle.apiserver.verb.write.Typing;
import dev.coracle.apiserver.verb.write.Writer;
import dev.coracle.apiserver.tracing.Step;
import dev.coracle.base.clock.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** The last station: finds the resource that a request is about, and hands it to the verb. */
public final class Verbs {

    /** Verbs whose name, if there is one, is from a field selector, and may be anything. */
    private static final Set<String> NAMED_BY_SELECTOR = Set.of("list", "watch", "deletecollection");

    /** What follows to a kubelet, and has no object of its own. */
    private static final Set<String> CONNECT = Set.of("exec", "attach", "portforward", "proxy", "log");

    /** Connects to what is behind an object: exec, logs, proxies. */
    @FunctionalInterface
    public interface Connector {
        HttpResponse connect(RequestContext context, Resource resource);
    }

    private final Resources resources;
    private final Objects objects;
    private final Admission admission;
    private final Extensions extensions;
    private final Connector connector;
    private final Scales scales;
    private final Map<String, Verb> verbs;
    private final FieldManagers fieldManagers;

    /** The parts that verbs share. Admission plugins and extensions may use the objects that this makes. */
    public static final class Core {
        private final Resources resources;
        private final ObjectStore store;
        private final Clock clock;
        private final Duration shortestWatch;
        private final Writer writer;
        private final Deletion deletion;
        private final Objects objects;

        public Core(Resources resources, ObjectStore store, Clock clock) {
            this(resources, store, clock, Watch.SHORTEST);
        }

        /** @param shortestWatch how long a watch lasts at least */
        public Core(Resources resources, ObjectStore store, Clock clock, Duration shortestWatch) {
            this.shortestWatch = shortestWatch;
            this.resources = resources;
            this.store = store;
            this.clock = clock;
            this.writer = new Writer(store, new FieldManagers(resources), clock, this::objects);
            this.deletion = new Deletion(writer);
            this.objects = new ServerObjects(resources, store, writer, deletion, clock);
        }

        /** The server's own way to objects. */
        public Objects objects() {
            return objects;
        }
    }

    public Verbs(Core core, Admission admission, Extensions extensions, Connector connector) {
        this.resources = core.resources;
        this.objects = core.objects;
        this.admission = admission;
        this.extensions = extensions;
        this.connector = connector;
        this.fieldManagers = core.writer.fieldManagers();
        Get get = new Get(core.store);
        ListVerb list = new ListVerb(core.store);
        this.scales = new Scales(core.writer, admission, get);
        this.verbs = Map.of("get", get, "list", list, "watch", new Watch(core.store, core.clock, core.shortestWatch),
                "create",
                new Create(core.writer, admission), "update", new Update(core.writer, admission), "patch",
                new Patch(core.writer, admission), "delete", new Delete(core.deletion, admission), "deletecollection",
                new DeleteCollection(list, core.deletion, admission));
    }

    public Objects objects() {
        return objects;
    }

    /** @throws StatusException as the client gets it */
    public HttpResponse handle(RequestContext request) {
        RequestInfo info = request.info();
        Optional<Resource> found = resources.find(info.groupVersionResource());
        if (found.isEmpty()) {
            boolean knownGroup = resources.all().stream()
                    .anyMatch(r -> r.info().groupVersion().group().equals(info.group()));
            if (!knownGroup) {
                return HttpResponse.text(404, "404 page not found\n");
            }
            throw unknown();
        }
        Resource resource = found.get();
        resource.rules().deprecation().ifPresent(text -> {
            request.warnings().add(text);
            DeprecationMetrics.asked(info, text);
        });
        if (!NAMED_BY_SELECTOR.contains(info.verb())) {
            checkName(info.name());
        }
        RequestContext context = scoped(request, resource);
        return info.subresource().isEmpty() ? whole(context, resource) : part(context, resource);
    }

    /** No object is called so, and its key would be another place. */
    private static void checkName(String name) {
        if (name.equals(".") || name.equals("..")) {
            throw StatusException.badRequest("Name parameter invalid: \"" + name + "\": may not be '" + name + "'");
        }
    }

    /** A cluster-scoped object is in no namespace, whatever the path says ({@code /namespaces/x} names x twice). */
    private static RequestContext scoped(RequestContext context, Resource resource) {
        RequestInfo info = context.info();
        if (resource.namespaced()) {
            boolean single = !info.name().isEmpty()
                    && !NAMED_BY_SELECTOR.contains(info.verb());
            if (info.namespace().isEmpty() && single) {
                throw unknown();
            }
            if (info.namespace().isEmpty() && Set.of("create", "deletecollection").contains(info.verb())) {
                throw notAllowed();
            }
            return context;
        }
        if (info.namespace().isEmpty()) {
            return context;
        }
        if (!info.resource().equals("namespaces")) {
            throw unknown();
        }
        return context.withInfo(new RequestInfo(true, info.verb(), info.path(), info.group(), info.version(), "",
                info.resource(), info.subresource(), info.name(), info.rest()));
    }

    private HttpResponse whole(RequestContext context, Resource resource) {
        String verb = context.info().verb();
        if (verb.equals("proxy") || verb.isEmpty() || unknownHead(context, resource)) {
            throw notAllowed();
        }
        if (!resource.info().verbs().contains(verb)) {
            throw notAllowed();
        }
        Verb handler = verbs.get(verb);
        if (handler == null) {
            throw notAllowed();
        }
        boolean named = !context.info().name().isEmpty();
        if (verb.equals("create") && named || Set.of("update", "patch").contains(verb) && !named) {
            throw notAllowed();
        }
        if (!BuiltInResources.stored(resource)) {
            return virtual(context, resource, verb);
        }
        try (Step step = VerbSteps.begin(context)) {
            return handler.handle(context, resource);
        }
    }

    /** Of built-in kinds the original's router has no HEAD, but to pass it on. */
    private static boolean unknownHead(RequestContext context, Resource resource) {
        return context.request().method().equals("HEAD") && !resource.custom()
                && !context.info().subresource().equals("proxy");
    }

    private HttpResponse virtual(RequestContext context, Resource resource, String verb) {
        if (!verb.equals("create")) {
            return nothing(context, resource, verb);
        }
        VirtualResource handler = extensions.virtual(resource.info().groupResource())
                .orElseThrow(() -> notImplemented(resource.info().resource()));
        MediaType type = Negotiation.of(context.request(), false);
        Options options = Options.of(context, "CreateOptions", false);
        ObjectNode body = Bodies.object(context.request(), resource.info().kind());
        Typing.checkType(resource, body);
        TypedTrees.check(context, resource, body, options, false);
        TypedTrees.schemaDefaults(resource, body);
        fieldManagers.of(resource, "").update(Json.object(), body, context.fieldManager(), context.received());
        return Answers.tree(201, type, handler.create(context, body));
    }

    /** Component statuses: there is nothing to tell, and clients ask still. */
    private static HttpResponse nothing(RequestContext context, Resource resource, String verb) {
        if (!verb.equals("list")) {
            throw StatusException.notFound(resource.info().groupResource(), context.info().name());
        }
        ObjectNode list = Json.object();
        list.put("kind", resource.info().kind() + "List").put("apiVersion", resource.info().groupVersion().toString());
        list.putObject("metadata");
        list.putArray("items");
        return Answers.tree(200, Negotiation.of(context.request(), true).as(MediaType.Shape.OBJECT), list);
    }

    private HttpResponse part(RequestContext context, Resource resource) {
        RequestInfo info = context.info();
        SubresourceInfo part = resource.info().subresource(info.subresource()).orElseThrow(Verbs::unknown);
        if (unknownHead(context, resource)) {
            throw notAllowed();
        }
        if (CONNECT.contains(part.name())) {
            return connector.connect(context, resource);
        }
        if (!part.verbs().contains(info.verb())) {
            throw notAllowed();
        }
        if (part.name().equals("scale")) {
            return switch (info.verb()) {
                case "get" -> scales.read(context, resource);
                case "update" -> scales.update(context, resource);
                case "patch" -> scales.patch(context, resource);
                default -> throw notAllowed();
            };
        }
        if (info.verb().equals("create")) {
            return action(context, resource, part);
        }
        Verb handler = verbs.get(info.verb());
        if (handler == null) {
            throw notAllowed();
        }
        try (Step step = VerbSteps.begin(context)) {
            return handler.handle(context, resource);
        }
    }

    private HttpResponse action(RequestContext context, Resource resource, SubresourceInfo part) {
        RequestInfo info = context.info();
        SubresourceAction action = extensions.action(resource.info().groupResource(), part.name())
                .orElseThrow(() -> notImplemented(info.resource() + "/" + part.name()));
        MediaType type = Negotiation.of(context.request(), false);
        Options options = Options.of(context, "CreateOptions", false);
        ObjectNode body = Bodies.object(context.request(), part.kind().kind());
        Trees.setDefault(body, "kind", part.kind().kind());
        Trees.setDefault(body, "apiVersion", part.kind().groupVersion().toString());
        if (!Trees.string(body, "kind").equals(part.kind().kind())) {
            throw StatusException
                    .badRequest("the body is a " + Trees.string(body, "kind") + ", not a " + part.kind().kind());
        }
        TypedTrees.checkPart(context, part.kind(), body, options);
        admission.checkAction(context, resource, part.name(), info.namespace(), info.name(), body, options.tree(),
                options.dryRun());
        ObjectNode answer = action.handle(context, resource, info.namespace(), info.name(), body);
        return Answers.tree(201, type, answer);
    }

    /** As kube-apiserver's router answers. */
    public static StatusException unknown() {
        return new StatusException(new Status(404, Reason.NOT_FOUND.word(),
                "the server could not find the requested resource", StatusDetails.EMPTY));
    }

    /** As kube-apiserver's router answers. */
    public static StatusException notAllowed() {
        return new StatusException(new Status(405, Reason.METHOD_NOT_ALLOWED.word(),
                "the server does not allow this method on the requested resource", StatusDetails.EMPTY));
    }

    private static StatusException notImplemented(String what) {
        return new StatusException(new Status(501, "NotImplemented", what + " is not implemented by this server",
                StatusDetails.NONE));
    }

    /** The verbs that stay open: they count against no limit. */
    public static boolean longRunning(RequestInfo info) {
        return info.verb().equals("watch") || info.verb().equals("proxy") || CONNECT.contains(info.subresource());
    }

    /** Whether the body is the object itself, or a part of it. */
    public static boolean carriesObject(RequestInfo info) {
        return info.verb().equals("create") || info.verb().equals("update");
    }

    /** The verbs that write. */
    public static boolean mutating(RequestInfo info) {
        return List.of("create", "update", "patch", "delete", "deletecollection").contains(info.verb());
    }
}
