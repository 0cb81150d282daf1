package dev.coracle.apiserver.connect;

import dev.coracle.api.catalogue.GroupResource;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.http.HttpResponse;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.verb.Verbs;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Answers what cannot be connected to yet: says what is missing, the object, its node, or the way there. */
public final class NotConnected implements Verbs.Connector {

    private final Objects objects;

    public NotConnected(Objects objects) {
        this.objects = objects;
    }

    @Override
    public HttpResponse connect(RequestContext context, Resource resource) {
        RequestInfo info = context.info();
        GroupResource what = resource.info().groupResource();
        Optional<ObjectNode> object = objects.get(what, resource.namespaced() ? info.namespace() : "", info.name());
        if (object.isEmpty()) {
            throw StatusException.notFound(what, info.name());
        }
        if (what.equals(new GroupResource("", "pods")) && !info.subresource().equals("proxy")) {
            onNode(object.get(), info);
        }
        throw new StatusException(new Status(501, "NotImplemented",
                info.resource() + "/" + info.subresource() + " is not implemented by this server", StatusDetails.NONE));
    }

    private void onNode(ObjectNode pod, RequestInfo info) {
        String node = Trees.string(pod, "spec", "nodeName");
        if (node.isEmpty()) {
            throw StatusException.badRequest("pod " + info.name() + " does not have a host assigned");
        }
        if (objects.get(new GroupResource("", "nodes"), "", node).isEmpty()) {
            throw StatusException.notFound(new GroupResource("", "pods"), node);
        }
    }
}
