package dev.coracle.apiserver.connect;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.verb.Verbs;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.node.ObjectNode;

/**
 * The subresources that lead to what stands behind an object: a pod's log and a node by its kubelet, pods and services by their addresses.
 * What needs an upgraded connection (exec, attach, portforward) is refused and says so.
 */
public final class Connect implements Verbs.Connector {

    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final GroupResource NODES = new GroupResource("", "nodes");
    private static final GroupResource SERVICES = new GroupResource("", "services");
    private static final GroupResource ENDPOINTS = new GroupResource("", "endpoints");

    private final Objects objects;
    private final Upstream upstream;
    private final List<String> addressTypes;

    /**
     * @param tls          with which kubelets are spoken to
     * @param addressTypes which of a node's addresses to use, the best first
     */
    public Connect(Objects objects, SSLContext tls, List<String> addressTypes) {
        this.objects = objects;
        this.addressTypes = List.copyOf(addressTypes);
        this.upstream = new Upstream(tls);
    }

    @Override
    public HttpResponse connect(RequestContext context, Resource resource) {
        RequestInfo info = context.info();
        GroupResource what = resource.info().groupResource();
        if (info.subresource().equals("log")) {
            return log(context, object(PODS, info.namespace(), info.name()));
        }
        if (!info.subresource().equals("proxy")) {
            object(what, info.namespace(), info.name());
            throw new StatusException(new Status(501, "NotImplemented",
                    info.resource() + "/" + info.subresource() + " is not implemented by this server",
                    StatusDetails.NONE));
        }
        if (what.equals(NODES)) {
            String[] name = info.name().split(":");
            String node = name.length == 3 ? name[1] : name[0];
            return upstream.pass(context.request(), URI.create(kubelet(node) + target(context)));
        }
        String place = what.equals(PODS) ? pod(info) : service(info);
        return upstream.pass(context.request(), URI.create(place + target(context)));
    }

    private ObjectNode object(GroupResource resource, String namespace, String name) {
        return objects.get(resource, namespace, name).orElseThrow(() -> StatusException.notFound(resource, name));
    }

    /** What follows {@code /proxy}, with the query. */
    private static String target(RequestContext context) {
        String rest = context.info().rest().isEmpty() ? "/" : context.info().rest();
        return !context.request().query().isEmpty() ? rest + "?" + context.request().query() : rest;
    }

    private HttpResponse log(RequestContext context, ObjectNode pod) {
        RequestInfo info = context.info();
        String container = context.request().parameter("container").filter(c -> !c.isEmpty())
                .orElseGet(() -> onlyContainer(pod, info.name()));
        if (containers(pod).stream().noneMatch(container::equals)) {
            throw StatusException.badRequest("container " + container + " is not valid for pod " + info.name());
        }
        String node = Trees.string(pod, "spec", "nodeName");
        if (node.isEmpty()) {
            return HttpResponse.text(200, ""); // nothing has run yet, and there is nothing to show
        }
        if (objects.get(NODES, "", node).isEmpty()) {
            throw StatusException.notFound(PODS, node);
        }
        String query = context.request().query();
        return upstream.pass(context.request(), URI.create(kubelet(node) + "/containerLogs/" + info.namespace() + "/"
                + info.name() + "/" + container + (query.isEmpty() ? "" : "?" + query)));
    }

    private static List<String> containers(ObjectNode pod) {
        List<String> names = new ArrayList<>();
        for (String list : List.of("containers", "initContainers", "ephemeralContainers")) {
            Trees.objects(pod, "spec", list).forEach(c -> names.add(Trees.string(c, "name")));
        }
        return names;
    }

    private static String onlyContainer(ObjectNode pod, String name) {
        List<ObjectNode> all = Trees.objects(pod, "spec", "containers");
        if (all.size() == 1) {
            return Trees.string(all.getFirst(), "name");
        }
        String choices = String.join(" ", all.stream().map(c -> Trees.string(c, "name")).toList());
        throw StatusException
                .badRequest(
                        "a container name must be specified for pod " + name + ", choose one of: [" + choices + "]");
    }

    private String kubelet(String name) {
        ObjectNode node = object(NODES, "", name);
        long port = Trees.integer(node, "status", "daemonEndpoints", "kubeletEndpoint", "Port").orElse(10250L);
        List<ObjectNode> addresses = Trees.objects(node, "status", "addresses");
        for (String type : addressTypes) {
            Optional<String> found = addresses.stream().filter(a -> Trees.string(a, "type").equals(type))
                    .map(a -> Trees.string(a, "address")).filter(a -> !a.isEmpty()).findFirst();
            if (found.isPresent()) {
                return "https://" + host(found.get()) + ":" + port;
            }
        }
        throw StatusException.internal("no preferred addresses found for node " + name + "; known addresses: []");
    }

    private static String host(String address) {
        return address.indexOf(':') >= 0 ? "[" + address + "]" : address;
    }

    /** The name may be {@code scheme:name:port}, {@code name:port} or {@code name}. */
    private record Place(String scheme, String name, String port) {
        static Place of(String text) {
            String[] parts = text.split(":", -1);
            return switch (parts.length) {
                case 1 -> new Place("http", parts[0], "");
                case 2 -> new Place("http", parts[0], parts[1]);
                case 3 -> new Place(parts[0].equals("https") ? "https" : "http", parts[1], parts[2]);
                default -> throw StatusException.badRequest("invalid proxy target " + text);
            };
        }
    }

    private String pod(RequestInfo info) {
        Place place = Place.of(info.name());
        ObjectNode pod = object(PODS, info.namespace(), place.name());
        String address = Trees.string(pod, "status", "podIP");
        if (address.isEmpty()) {
            throw StatusException.badRequest("address not allowed: pod " + place.name() + " has no address yet");
        }
        Optional<Long> declared = Trees.objects(pod, "spec", "containers").stream()
                .flatMap(c -> Trees.objects(c, "ports").stream())
                .flatMap(p -> Trees.integer(p, "containerPort").stream())
                .findFirst();
        String port = place.port().isEmpty() ? declared.map(String::valueOf).orElse("80") : place.port();
        return place.scheme() + "://" + host(address) + ":" + port;
    }

    private String service(RequestInfo info) {
        Place place = Place.of(info.name());
        ObjectNode service = object(SERVICES, info.namespace(), place.name());
        String portName = portName(service, place);
        Optional<ObjectNode> endpoints = objects.get(ENDPOINTS, info.namespace(), place.name());
        for (ObjectNode subset : endpoints.map(e -> Trees.objects(e, "subsets")).orElse(List.of())) {
            for (ObjectNode port : Trees.objects(subset, "ports")) {
                List<ObjectNode> addresses = Trees.objects(subset, "addresses");
                if (Trees.string(port, "name").equals(portName) && !addresses.isEmpty()) {
                    return place.scheme() + "://" + host(Trees.string(addresses.getFirst(), "ip")) + ":"
                            + Trees.integer(port, "port").orElse(80L);
                }
            }
        }
        throw StatusException.serviceUnavailable("no endpoints available for service \"" + info.name() + "\"");
    }

    private static String portName(ObjectNode service, Place place) {
        List<ObjectNode> ports = Trees.objects(service, "spec", "ports");
        for (ObjectNode port : ports) {
            boolean chosen = place.port().isEmpty()
                    ? ports.size() == 1
                    : place.port().equals(Trees.string(port, "name"))
                            || place.port().equals(String.valueOf(Trees.integer(port, "port").orElse(0L)));
            if (chosen) {
                return Trees.string(port, "name");
            }
        }
        throw StatusException.serviceUnavailable(
                "no service port " + (place.port().isEmpty() ? "" : place.port() + " ") + "found for service \""
                        + place.name() + "\"");
    }
}
