package dev.coracle.apiserver.verb.own;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.registry.Resources;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.request.Warnings;
import dev.coracle.apiserver.storage.ObjectStore;
import dev.coracle.apiserver.storage.object.CachedObject;
import dev.coracle.apiserver.storage.object.Keys;
import dev.coracle.apiserver.verb.option.DeleteOptions;
import dev.coracle.apiserver.verb.option.Options;
import dev.coracle.apiserver.verb.write.Admission;
import dev.coracle.apiserver.verb.write.Deletion;
import dev.coracle.apiserver.verb.write.Typing;
import dev.coracle.apiserver.verb.write.Writer;
import dev.coracle.base.clock.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ObjectNode;

/** The server's own writes, on the road that clients' writes take, without admission. */
public final class ServerObjects implements Objects {

    private static final int RETRIES = 10;

    private final Resources resources;
    private final ObjectStore store;
    private final Writer writer;
    private final Deletion deletion;
    private final Clock clock;
    private final ShownTrees shown = new ShownTrees();

    public ServerObjects(Resources resources, ObjectStore store, Writer writer, Deletion deletion, Clock clock) {
        this.resources = resources;
        this.store = store;
        this.writer = writer;
        this.deletion = deletion;
        this.clock = clock;
    }

    private Resource resource(GroupResource resource) {
        return resources.find(resource).orElseThrow(() -> StatusException
                .internal("no resource " + resource + " is served; what asks for it has a wrong name"));
    }

    @Override
    public Optional<ObjectNode> get(GroupResource resource, String namespace, String name) {
        store.catchUp();
        return store.cache(resource(resource)).get(Keys.of(namespace, name)).map(CachedObject::tree);
    }

    @Override
    public Optional<ObjectNode> shown(GroupResource resource, String namespace, String name) {
        store.catchUp();
        return store.cache(resource(resource)).get(Keys.of(namespace, name)).map(shown::of);
    }

    @Override
    public List<ObjectNode> list(GroupResource resource, String namespace) {
        store.catchUp();
        return store.cache(resource(resource)).snapshot().list(namespace).stream().map(CachedObject::tree).toList();
    }

    /** Only what is selected is parsed. */
    @Override
    public List<ObjectNode> selected(GroupResource resource, String namespace, String field, String value) {
        store.catchUp();
        return store.cache(resource(resource)).snapshot().list(namespace).stream()
                .filter(object -> value.equals(object.fields().get(field))).map(CachedObject::tree).toList();
    }

    @Override
    public long version(GroupResource resource) {
        store.catchUp();
        return store.cache(resource(resource)).snapshot().revision();
    }

    private Writer.Request request(RequestContext context, Resource resource, String namespace, String name) {
        Options options = new Options("UpdateOptions", context.dryRun(), "", Options.FieldValidation.IGNORE, false);
        return new Writer.Request(context, resource, namespace, name, "", options, Admission.none());
    }

    @Override
    public ObjectNode create(RequestContext context, GroupResource groupResource, ObjectNode object) {
        Resource resource = stored(groupResource);
        ObjectNode tree = object.deepCopy();
        Typing.checkType(resource, tree);
        Typing.defaults(resource, tree);
        writer.fieldManagers().of(resource, "").update(Json.object(), tree, context.fieldManager(), clock.now());
        return writer.create(request(context, resource, Meta.namespace(tree), ""), tree).object().tree();
    }

    @Override
    public ObjectNode update(RequestContext context, GroupResource groupResource, String namespace, String name,
            UnaryOperator<ObjectNode> change) {
        Resource resource = stored(groupResource);
        return changed(request(context, resource, namespace, name), current -> change.apply(current.deepCopy()));
    }

    @Override
    public ObjectNode applyStatus(GroupResource groupResource, String namespace, String name, String manager,
            ObjectNode status) {
        Resource resource = stored(groupResource);
        ObjectNode applied = Json.object().put("apiVersion", resource.info().groupVersion().toString())
                .put("kind", resource.info().kind());
        Trees.ensureObject(applied, "metadata").put("name", name);
        applied.set("status", status);
        return changed(request(ownContext(), resource, namespace, name),
                current -> writer.fieldManagers().of(resource, "status")
                        .apply(current, applied, manager, true, clock.now()).object());
    }

    @Override
    public ObjectNode updateStatus(GroupResource groupResource, String namespace, String name, String manager,
            UnaryOperator<ObjectNode> change) {
        Resource resource = stored(groupResource);
        return changed(request(ownContext(), resource, namespace, name),
                current -> writer.fieldManagers().of(resource, "status")
                        .update(current, change.apply(current.deepCopy()), manager, clock.now()));
    }

    private ObjectNode changed(Writer.Request request, Writer.Change change) {
        return writer.update(request.unruled(), current -> {
            ObjectNode wanted = change.apply(current);
            Meta.of(wanted).remove("resourceVersion");
            return wanted;
        }, RETRIES).object().tree();
    }

    @Override
    public void delete(RequestContext context, GroupResource resource, String namespace, String name,
            ObjectNode options) {
        deletion.delete(context, stored(resource), namespace, name, DeleteOptions.of(options), Admission.none());
    }

    /** The resource in its storage version: the server's own trees are in it. */
    private Resource stored(GroupResource groupResource) {
        return resource(groupResource);
    }

    @Override
    public RequestContext ownContext() {
        return ownContext("kube-apiserver");
    }

    @Override
    public RequestContext ownContext(String manager) {
        HttpRequest none = new HttpRequest("", "", "", Map.of("user-agent", List.of(manager)), new byte[0], List.of(),
                "", true);
        return new RequestContext(none, RequestInfo.nonResource("", ""), UserInfo.LOOPBACK, "", clock.now(),
                new Warnings());
    }
}
