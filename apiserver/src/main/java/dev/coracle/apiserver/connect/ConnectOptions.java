package dev.coracle.apiserver.connect;

import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the query of a connect request says, as the object that admission gets to see. Source: core/v1's PodExecOptions and its sisters. */
final class ConnectOptions {

    private static final List<String> STREAMS = List.of("stdin", "stdout", "stderr", "tty");

    private ConnectOptions() {}

    /** @throws StatusException (400) if a parameter can't be read */
    static ObjectNode of(RequestContext context) {
        HttpRequest request = context.request();
        return switch (context.info().subresource()) {
            case "exec" -> {
                ObjectNode options = streams("PodExecOptions", request);
                List<String> command = request.parameters("command");
                if (command.isEmpty()) {
                    options.putNull("command");
                } else {
                    ArrayNode words = options.putArray("command");
                    command.forEach(words::add);
                }
                yield options;
            }
            case "attach" -> streams("PodAttachOptions", request);
            case "portforward" -> ports(request);
            default -> proxy(context);
        };
    }

    private static ObjectNode start(String kind) {
        return Json.object().put("kind", kind).put("apiVersion", "v1");
    }

    private static ObjectNode streams(String kind, HttpRequest request) {
        ObjectNode options = start(kind);
        for (String stream : STREAMS) {
            if (isSet(request, stream)) {
                options.put(stream, true);
            }
        }
        request.parameter("container").filter(name -> !name.isEmpty()).ifPresent(c -> options.put("container", c));
        return options;
    }

    /** Anything but false and 0 is true. */
    private static boolean isSet(HttpRequest request, String name) {
        return request.parameter(name).map(v -> !v.equals("0") && !v.toLowerCase(Locale.ROOT).equals("false"))
                .orElse(false);
    }

    private static ObjectNode ports(HttpRequest request) {
        ObjectNode options = start("PodPortForwardOptions");
        List<String> ports = request.parameters("ports");
        if (!ports.isEmpty()) {
            ArrayNode numbers = options.putArray("ports");
            for (String port : ports) {
                if (!port.matches("[0-9]{1,5}")) {
                    throw StatusException.badRequest("strconv.ParseInt: parsing \"" + port + "\": invalid syntax");
                }
                numbers.add(Integer.parseInt(port));
            }
        }
        return options;
    }

    private static ObjectNode proxy(RequestContext context) {
        String kind = switch (context.info().resource()) {
            case "pods" -> "PodProxyOptions";
            case "services" -> "ServiceProxyOptions";
            default -> "NodeProxyOptions";
        };
        ObjectNode options = start(kind);
        if (!context.info().rest().isEmpty()) {
            options.put("path", context.info().rest());
        }
        return options;
    }
}
