package dev.coracle.apiserver.connect;

import dev.coracle.api.meta.Meta;
import dev.coracle.api.naming.GroupResource;
import dev.coracle.api.naming.GroupKind;
import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.status.Reason;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.proxy.Backend;
import dev.coracle.apiserver.proxy.Targets;
import dev.coracle.apiserver.proxy.Upstream;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.response.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** {@code pods/log}: the kubelet's {@code /containerLogs}, asked with nothing but the options that mean something. */
final class Logs {

    private static final List<String> FLAGS = List.of("follow", "previous", "timestamps");
    private static final List<String> NUMBERS = List.of("sinceSeconds", "tailLines", "limitBytes");
    private static final int MAX_REFUSAL = 50_000;

    private final Kubelets kubelets;
    private final Upstream verified;
    private final Upstream unverified;

    /** @param unverified for clients that wish the kubelet's certificate not to be looked at */
    Logs(Kubelets kubelets, Upstream verified, Upstream unverified) {
        this.kubelets = kubelets;
        this.verified = verified;
        this.unverified = unverified;
    }

    HttpResponse of(HttpRequest request, ObjectNode pod) {
        check(request, Meta.name(pod));
        String container = PodContainers.chosen(pod, request.parameter("container").orElse(""));
        String node = Trees.string(pod, "spec", "nodeName");
        if (node.isEmpty()) {
            return HttpResponse.text(200, ""); // nothing has run yet, and there is nothing to show
        }
        if (!kubelets.knows(node)) {
            throw StatusException.notFound(new GroupResource("", "pods"), node); // as the original says it
        }
        Backend kubelet = kubelets.of(node).backend();
        String target = Targets.encodedPath("/containerLogs/" + Meta.namespace(pod) + "/" + Meta.name(pod) + "/"
                + container) + query(request);
        Upstream upstream = request.flag("insecureSkipTLSVerifyBackend") ? unverified : verified;
        try {
            Upstream.Answer answer = upstream.send("GET", kubelet, target, Map.of(), new byte[0], Optional.empty());
            if (answer.status() >= 300 && answer.status() < 400 && answer.header("location").isPresent()) {
                answer.body().close();
                throw failed("Get \"" + kubelet.uri(target) + "\": redirects forbidden");
            }
            if (answer.status() < 200 || answer.status() > 206) {
                throw refusal(answer, Meta.name(pod));
            }
            Upstream.Answer plain = new Upstream.Answer(200, Map.of("Content-Type", List.of("text/plain")),
                    answer.body());
            return plain.response();
        } catch (IOException e) {
            throw failed("Get \"" + kubelet.uri(target) + "\": " + e.getMessage());
        }
    }

    private static StatusException failed(String why) {
        return new StatusException(new Status(500, "", why, StatusDetails.NONE));
    }

    private static StatusException refusal(Upstream.Answer answer, String pod) throws IOException {
        String text;
        try (InputStream body = answer.body()) {
            text = new String(body.readNBytes(MAX_REFUSAL), StandardCharsets.UTF_8);
        }
        return switch (answer.status()) {
            case 400 -> StatusException.badRequest(text);
            case 500 -> StatusException.internal(text);
            case 404 -> new StatusException(new Status(404, Reason.NOT_FOUND.word(),
                    "the server could not find the requested resource ( pods/log " + pod + ")", StatusDetails.NONE));
            default -> new StatusException(new Status(answer.status(),
                    answer.status() >= 500 ? Reason.INTERNAL_ERROR.word() : "",
                    "the kubelet answered " + answer.status() + ": " + text, StatusDetails.NONE));
        };
    }

    private static void check(HttpRequest request, String pod) {
        FieldErrors errors = new FieldErrors();
        atLeast(request, "tailLines", 0, "must be greater than or equal to 0", errors);
        atLeast(request, "limitBytes", 1, "must be greater than 0", errors);
        boolean both = request.parameter("sinceSeconds").isPresent() && request.parameter("sinceTime").isPresent();
        if (both) {
            errors.forbidden(FieldPath.root(), "at most one of `sinceTime` or `sinceSeconds` may be specified");
        } else {
            atLeast(request, "sinceSeconds", 1, "must be greater than 0", errors);
        }
        if (!errors.isEmpty()) {
            throw StatusException.invalid(new GroupKind("", "PodLogOptions"), pod, errors);
        }
    }

    private static void atLeast(HttpRequest request, String name, long least, String message, FieldErrors errors) {
        request.parameter(name).filter(text -> !text.isEmpty()).map(text -> number(name, text))
                .filter(number -> number < least)
                .ifPresent(number -> errors.invalid(FieldPath.of(name), number, message));
    }

    private static long number(String name, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw StatusException.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax, as " + name);
        }
    }

    private static String query(HttpRequest request) {
        List<String> parts = new ArrayList<>();
        FLAGS.stream().filter(request::flag).forEach(name -> parts.add(name + "=true"));
        NUMBERS.forEach(name -> request.parameter(name).filter(v -> !v.isEmpty())
                .ifPresent(value -> parts.add(name + "=" + Long.parseLong(value))));
        request.parameter("sinceTime").filter(v -> !v.isEmpty())
                .ifPresent(value -> parts.add("sinceTime=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
        request.parameter("stream").filter(s -> s.equals("Stdout") || s.equals("Stderr"))
                .ifPresent(stream -> parts.add("stream=" + stream));
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }
}
