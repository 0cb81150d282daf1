package dev.coracle.apiserver.connect;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.connect.stream.RemoteStreams;
import dev.coracle.apiserver.connect.stream.TranslationSession;
import dev.coracle.apiserver.connect.stream.TunnelSession;
import dev.coracle.apiserver.connect.stream.WebSockets;
import dev.coracle.apiserver.proxy.Backend;
import dev.coracle.apiserver.proxy.ForwardedHeaders;
import dev.coracle.apiserver.proxy.Targets;
import dev.coracle.apiserver.proxy.Upgrading;
import dev.coracle.apiserver.proxy.Upstream;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.response.WebSocketHandshake;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * Exec, attach and portforward. SPDY and the older WebSocket channels are the kubelet's own, and go there byte by byte; channels of the fifth version are translated to
 * SPDY, and SPDY in a WebSocket is taken out of it, unless the kubelet says that it knows both.
 */
final class Streams {

    private static final String SPDY = "SPDY/3.1";

    private final Kubelets kubelets;
    private final Upstream upstream;
    private final ForwardedHeaders headers;

    Streams(Kubelets kubelets, Upstream upstream, ForwardedHeaders headers) {
        this.kubelets = kubelets;
        this.upstream = upstream;
        this.headers = headers;
    }

    /** @param options the request's, as admission has left them */
    HttpResponse open(HttpRequest request, String what, ObjectNode pod, ObjectNode options) {
        boolean ports = what.equals("portforward");
        String container = ports ? "" : "/" + PodContainers.chosen(pod, Trees.string(options, "container"));
        String node = Trees.string(pod, "spec", "nodeName");
        if (node.isEmpty()) {
            throw StatusException.badRequest("pod " + Meta.name(pod) + " does not have a host assigned");
        }
        Kubelets.Kubelet kubelet = kubelets.of(node);
        String target = Targets.encodedPath("/" + (ports ? "portForward" : what) + "/" + Meta.namespace(pod) + "/"
                + Meta.name(pod) + container) + query(options);
        if (!kubelet.webSockets() && ports && !WebSockets.tunnelled(request).isEmpty()) {
            return tunnel(request, kubelet.backend(), target);
        }
        if (!kubelet.webSockets() && !ports && WebSockets.protocols(request).contains(WebSockets.V5)) {
            WebSocketHandshake.check(request);
            RemoteStreams.Wanted wanted = new RemoteStreams.Wanted(Trees.bool(options, "stdin"),
                    Trees.bool(options, "stdout"), Trees.bool(options, "stderr"), Trees.bool(options, "tty"));
            return WebSocketHandshake.agree(request, Optional.of(WebSockets.V5),
                    new TranslationSession(upstream, kubelet.backend(), target, wanted));
        }
        String protocol = request.upgrade().orElseThrow(() -> StatusException.badRequest("Upgrade request required"));
        return upstream.upgrade(request.method(), protocol, kubelet.backend(), target, headers.request(request));
    }

    private HttpResponse tunnel(HttpRequest request, Backend kubelet, String target) {
        WebSocketHandshake.check(request);
        Map<String, List<String>> fields = new TreeMap<>(headers.request(request));
        fields.keySet().removeIf(name -> name.startsWith("sec-websocket-"));
        fields.put("x-stream-protocol-version", WebSockets.tunnelled(request));
        return switch (upstream.ask("POST", SPDY, kubelet, target, fields)) {
            case Upgrading.Answer.Refused refused -> Upstream.refusal(refused);
            case Upgrading.Answer.Agreed agreed -> {
                if (!agreed.head().upgradesTo(SPDY)) {
                    agreed.connection().close();
                    throw StatusException.internal("unable to upgrade: missing upgrade headers in response");
                }
                yield WebSocketHandshake.agree(request, agreed.head().first("x-stream-protocol-version")
                        .filter(WebSockets.tunnelled(request)::contains).map(WebSockets::tunnelOf),
                        new TunnelSession(agreed.connection()));
            }
        };
    }

    /** As kubelets want it: the options under names of their own. */
    private static String query(ObjectNode options) {
        List<String> parts = new ArrayList<>();
        Trees.strings(options, "command").forEach(word -> parts.add("command=" + encoded(word)));
        Map.of("stdin", "input", "stdout", "output", "stderr", "error", "tty", "tty").forEach((ours, theirs) -> {
            if (Trees.bool(options, ours)) {
                parts.add(theirs + "=1");
            }
        });
        List<String> ports = new ArrayList<>();
        Trees.at(options, "ports").ifPresent(list -> list.forEach(port -> ports.add(port.asString())));
        if (!ports.isEmpty()) {
            parts.add("port=" + encoded(String.join(",", ports)));
        }
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
