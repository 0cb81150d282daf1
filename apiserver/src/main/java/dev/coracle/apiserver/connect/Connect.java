package dev.coracle.apiserver.connect;

import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.proxy.Dialler;
import dev.coracle.apiserver.proxy.ForwardedHeaders;
import dev.coracle.apiserver.proxy.Upstream;
import dev.coracle.apiserver.registry.Objects;
import dev.coracle.apiserver.registry.Resource;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.verb.Verbs;
import dev.coracle.apiserver.verb.write.Admission;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import tools.jackson.databind.node.ObjectNode;

/**
 * The subresources that lead to what stands behind an object: a pod's log, exec, attach and portforward by its kubelet; proxy of pods, services and nodes by their addresses.
 * Redirects are never followed. Safe for use by any number of threads.
 */
public final class Connect implements Verbs.Connector {

    private static final GroupResource PODS = new GroupResource("", "pods");
    private static final Set<String> PROXY_METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD",
            "OPTIONS");

    /** Says no by a StatusException. */
    @FunctionalInterface
    public interface Permission {
        void check(UserInfo user, RequestInfo request);
    }

    /**
     * How others are spoken to.
     *
     * @param kubelets   with this server's certificate
     * @param unverified the same, whatever certificates kubelets show
     * @param others     pods and services, without a certificate and without looking at theirs, as kube-apiserver does
     */
    public record Wires(SSLContext kubelets, SSLContext unverified, SSLContext others, ForwardedHeaders headers) {}

    private final Objects objects;
    private final Admission admission;
    private final Permission permission;
    private final Logs logs;
    private final Streams streams;
    private final Proxies proxies;

    /** @param addressTypes which of a node's addresses to use, the best first */
    public Connect(Objects objects, Admission admission, Permission permission, Wires wires,
            List<String> addressTypes) {
        this.objects = objects;
        this.admission = admission;
        this.permission = permission;
        Upstream upstream = new Upstream(new Dialler(wires.kubelets()));
        Kubelets kubelets = new Kubelets(objects, addressTypes);
        this.logs = new Logs(kubelets, upstream, new Upstream(new Dialler(wires.unverified())));
        this.streams = new Streams(kubelets, upstream, wires.headers());
        this.proxies = new Proxies(new ProxyTargets(objects, kubelets), upstream,
                new Upstream(new Dialler(wires.others())), wires.headers());
    }

    @Override
    public HttpResponse connect(RequestContext context, Resource resource) {
        RequestInfo info = context.info();
        String method = context.request().method();
        return switch (info.subresource()) {
            case "log" -> {
                allowOnly(Set.of("GET", "HEAD"), method);
                yield logs.of(context.request(), pod(info));
            }
            case "proxy" -> {
                allowOnly(PROXY_METHODS, method);
                admitted(context, resource);
                yield proxies.pass(context);
            }
            default -> {
                allowOnly(Set.of("GET", "POST"), method);
                ObjectNode options = admitted(context, resource);
                mayCreate(context);
                yield streams.open(context.request(), info.subresource(), pod(info), options);
            }
        };
    }

    private static void allowOnly(Set<String> methods, String method) {
        if (!methods.contains(method)) {
            throw Verbs.notAllowed();
        }
    }

    private ObjectNode admitted(RequestContext context, Resource resource) {
        if (!context.request().parameters("dryRun").isEmpty()) {
            throw StatusException.badRequest("dryRun is not supported");
        }
        ObjectNode options = ConnectOptions.of(context);
        admission.checkConnect(context, resource, options);
        return options;
    }

    /** WebSockets begin with a GET: who may only look must not run commands by them. Source: AuthorizePodWebsocketUpgradeCreatePermission. */
    private void mayCreate(RequestContext context) {
        RequestInfo info = context.info();
        if (!info.verb().equals("create")) {
            permission.check(context.user(), new RequestInfo(true, "create", info.path(), info.group(), info.version(),
                    info.namespace(), info.resource(), info.subresource(), info.name(), info.rest()));
        }
    }

    private ObjectNode pod(RequestInfo info) {
        return objects.get(PODS, info.namespace(), info.name())
                .orElseThrow(() -> StatusException.notFound(PODS, info.name()));
    }
}
