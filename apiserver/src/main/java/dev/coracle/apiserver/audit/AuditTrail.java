package dev.coracle.apiserver.audit;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.audit.backend.AuditBackend;
import dev.coracle.apiserver.audit.backend.AuditEvent;
import dev.coracle.apiserver.audit.backend.AuditMetrics;
import dev.coracle.apiserver.audit.policy.Decision;
import dev.coracle.apiserver.audit.policy.Level;
import dev.coracle.apiserver.audit.policy.Stage;
import dev.coracle.apiserver.request.Notes;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.request.RequestInfo;
import dev.coracle.apiserver.request.UserInfo;
import dev.coracle.apiserver.response.EndNoticed;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.apiserver.verb.Verbs;
import dev.coracle.base.clock.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The events of one request. One thread at a time. */
final class AuditTrail {

    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'")
            .withZone(ZoneOffset.UTC);
    private static final int MAX_AGENT = 1024;

    private final RequestContext context;
    private final Optional<UserInfo> user;
    private final Decision decision;
    private final AuditBackend backend;
    private final Clock clock;

    AuditTrail(RequestContext context, Optional<UserInfo> user, Decision decision, AuditBackend backend, Clock clock) {
        this.context = context;
        this.user = user;
        this.decision = decision;
        this.backend = backend;
        this.clock = clock;
    }

    /** @return whether the request may go on */
    boolean received() {
        return send(Stage.REQUEST_RECEIVED, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Records an answer; one that goes on is recorded once more at its end. @return the answer to send */
    HttpResponse answered(HttpResponse answer) {
        return switch (answer) {
            case HttpResponse.Bytes bytes -> whole(bytes);
            case HttpResponse.Pieces pieces -> whole(pieces);
            case HttpResponse.Made made -> whole(
                    decision.level().atLeast(Level.REQUEST_RESPONSE) ? made.whole() : made);
            case HttpResponse.Stream stream -> {
                record(Stage.RESPONSE_STARTED, stream);
                yield new HttpResponse.Stream(stream.status(), stream.headers(),
                        new EndNoticed.OfStream(stream.body(), () -> ended(stream)));
            }
            case HttpResponse.Upgrade upgrade -> {
                record(Stage.RESPONSE_STARTED, upgrade);
                yield new HttpResponse.Upgrade(upgrade.headers(),
                        new EndNoticed.OfSession(upgrade.session(), () -> ended(upgrade)));
            }
        };
    }

    /** Not on the thread that moved the bytes: a backend may take its time. */
    private void ended(HttpResponse answer) {
        Thread.ofVirtual().name("audit-end").start(() -> record(Stage.RESPONSE_COMPLETE, answer));
    }

    private HttpResponse whole(HttpResponse answer) {
        if (Verbs.longRunning(context.info())) {
            record(Stage.RESPONSE_STARTED, answer);
        }
        record(Stage.RESPONSE_COMPLETE, answer);
        return answer;
    }

    void record(Stage stage, HttpResponse answer) {
        if (decision.omitted().contains(stage)) {
            return;
        }
        Optional<ObjectNode> body = AuditBodies.answer(answer, decision.level());
        ObjectNode status = body.filter(tree -> Trees.string(tree, "kind").equals("Status"))
                .map(AuditTrail::statusOf).orElseGet(Json::object);
        if (!status.has("metadata")) {
            status.putObject("metadata");
        }
        status.put("code", answer.status());
        boolean shown = decision.level().atLeast(Level.REQUEST_RESPONSE);
        send(stage, Optional.of(status), AuditBodies.request(context), shown ? body : Optional.empty());
    }

    void panicked(Throwable bug) {
        send(Stage.PANIC, Optional.of(statusOf(Audit.panic(bug).toTree())), AuditBodies.request(context),
                Optional.empty());
    }

    /** In an event, a status is no object of its own: it has no kind. */
    private static ObjectNode statusOf(ObjectNode tree) {
        ObjectNode status = tree.deepCopy();
        status.remove(List.of("kind", "apiVersion"));
        return status;
    }

    private boolean send(Stage stage, Optional<ObjectNode> status, Optional<ObjectNode> request,
            Optional<ObjectNode> answer) {
        if (decision.omitted().contains(stage)) {
            return true;
        }
        AuditMetrics.sent();
        return backend.process(List.of(new AuditEvent(decision.level(), event(stage, status, request, answer))));
    }

    private ObjectNode event(Stage stage, Optional<ObjectNode> status, Optional<ObjectNode> request,
            Optional<ObjectNode> answer) {
        RequestInfo info = context.info();
        String query = context.request().query();
        ObjectNode event = Json.object().put("kind", "Event").put("apiVersion", AuditEvent.VERSION)
                .put("level", decision.level().word()).put("auditID", context.auditId()).put("stage", stage.word())
                .put("requestURI", context.request().path() + (query.isEmpty() ? "" : "?" + query))
                .put("verb", info.verb());
        event.set("user", user.map(AuditTrail::user).orElseGet(Json::object));
        context.notes().impersonated().ifPresent(other -> became(event, other));
        Sources.of(context.request()).forEach(event.putArray("sourceIPs")::add);
        context.request().header("user-agent").ifPresent(agent -> event.put("userAgent", bounded(agent)));
        if (info.resourceRequest()) {
            event.set("objectRef", reference(info, request));
        }
        status.ifPresent(tree -> event.set("responseStatus", tree));
        if (decision.level().atLeast(Level.REQUEST)) {
            request.ifPresent(tree -> event.set("requestObject", shown(tree)));
        }
        answer.ifPresent(tree -> event.set("responseObject", shown(tree)));
        event.put("requestReceivedTimestamp", MICROS.format(context.received()));
        Instant now = stage == Stage.REQUEST_RECEIVED ? context.received() : clock.now();
        event.put("stageTimestamp", MICROS.format(now));
        Map<String, String> annotations = context.notes().annotations();
        if (!annotations.isEmpty()) {
            annotations.forEach(event.putObject("annotations")::put);
        }
        return event;
    }

    private static void became(ObjectNode event, Notes.Impersonated other) {
        event.set("impersonatedUser", user(other.user()));
        if (!other.constraint().isEmpty()) {
            event.putObject("authenticationMetadata").put("impersonationConstraint", other.constraint());
        }
    }

    private ObjectNode shown(ObjectNode tree) {
        ObjectNode bare = AuditBodies.withoutTokens(tree);
        return decision.omitManagedFields() ? AuditBodies.withoutManagedFields(bare) : bare;
    }

    private static ObjectNode user(UserInfo user) {
        ObjectNode tree = Json.object();
        put(tree, "username", user.name());
        put(tree, "uid", user.uid());
        if (!user.groups().isEmpty()) {
            user.groups().forEach(tree.putArray("groups")::add);
        }
        if (!user.extra().isEmpty()) {
            ObjectNode extra = tree.putObject("extra");
            user.extra().forEach((key, values) -> values.forEach(extra.putArray(key)::add));
        }
        return tree;
    }

    /** What the path leaves open, the object says. */
    private static ObjectNode reference(RequestInfo info, Optional<ObjectNode> request) {
        Optional<ObjectNode> meta = request.filter(tree -> Verbs.carriesObject(info))
                .flatMap(tree -> Trees.object(tree, "metadata"));
        ObjectNode tree = Json.object().put("resource", info.resource());
        put(tree, "namespace", or(info.namespace(), meta, "namespace"));
        put(tree, "name", or(info.name(), meta, "name"));
        put(tree, "uid", or("", meta, "uid"));
        put(tree, "apiGroup", info.group());
        put(tree, "apiVersion", info.version());
        put(tree, "resourceVersion", or("", meta, "resourceVersion"));
        put(tree, "subresource", info.subresource());
        return tree;
    }

    private static String or(String given, Optional<ObjectNode> meta, String field) {
        return given.isEmpty() ? meta.map(m -> Trees.string(m, field)).orElse("") : given;
    }

    private static void put(ObjectNode tree, String name, String value) {
        if (!value.isEmpty()) {
            tree.put(name, value);
        }
    }

    private static String bounded(String agent) {
        return agent.length() > MAX_AGENT ? agent.substring(0, MAX_AGENT) + "...TRUNCATED" : agent;
    }
}
