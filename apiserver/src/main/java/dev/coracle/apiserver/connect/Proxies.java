package dev.coracle.apiserver.connect;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.proxy.Backend;
import dev.coracle.apiserver.proxy.ForwardedHeaders;
import dev.coracle.apiserver.proxy.Links;
import dev.coracle.apiserver.proxy.Targets;
import dev.coracle.apiserver.proxy.Upstream;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.response.HttpResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code proxy} of pods, services and nodes: the request as it is to the object's address, and the answer back, with links that lead through here again. */
final class Proxies {

    private final ProxyTargets targets;
    private final Upstream kubelets;
    private final Upstream others;
    private final ForwardedHeaders headers;

    Proxies(ProxyTargets targets, Upstream kubelets, Upstream others, ForwardedHeaders headers) {
        this.targets = targets;
        this.kubelets = kubelets;
        this.others = others;
        this.headers = headers;
    }

    HttpResponse pass(RequestContext context) {
        RequestInfo info = context.info();
        HttpRequest request = context.request();
        ProxyTargets.Target to = targets.of(info.resource(), info.namespace(), info.name());
        Upstream upstream = to.kubelet() ? kubelets : others;
        String path = info.rest().isEmpty() ? "" : Targets.clean(info.rest());
        String target = Targets.encodedPath(path.isEmpty() ? "/" : path) + Targets.query(request.query());
        Optional<String> protocol = request.upgrade();
        if (protocol.isPresent()) {
            return upstream.upgrade(request.method(), protocol.get(), to.backend(), target, headers.request(request));
        }
        if (path.isEmpty() && (request.method().equals("GET") || request.method().equals("HEAD"))) {
            return new HttpResponse.Bytes(301, List.of(new HttpResponse.Header("Location",
                    prefix(info) + "/" + Targets.query(request.query()))), new byte[0]);
        }
        return answer(request, upstream, to.backend(), target, new Links(to.backend().authority(),
                request.header("host").orElse(""), prefix(info)));
    }

    private HttpResponse answer(HttpRequest request, Upstream upstream, Backend backend, String target, Links links) {
        Map<String, List<String>> fields = headers.request(request);
        fields.put("x-forwarded-uri", List.of(links.prefix() + target.split("\\?", 2)[0]));
        fields.remove("accept-encoding"); // links in packed pages could not be found
        try {
            return links.rewrite(upstream.send(request.method(), backend, target, fields, request.body(),
                    Optional.empty()));
        } catch (IOException e) {
            throw StatusException.serviceUnavailable("error trying to reach service: " + e.getMessage());
        }
    }

    /** The path up to and with {@code /proxy}. */
    private static String prefix(RequestInfo info) {
        String namespace = info.namespace().isEmpty() ? "" : "/namespaces/" + info.namespace();
        return Targets.encodedPath("/api/" + info.version() + namespace + "/" + info.resource() + "/" + info.name()
                + "/proxy");
    }
}
