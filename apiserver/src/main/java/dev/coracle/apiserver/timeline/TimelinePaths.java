package dev.coracle.apiserver.timeline;

import dev.coracle.api.status.Reason;
import dev.coracle.api.status.Status;
import dev.coracle.api.status.StatusDetails;
import dev.coracle.api.status.StatusException;
import dev.coracle.api.tree.Json;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.response.HttpResponse;
import dev.coracle.store.port.StoreException;
import dev.coracle.store.port.Timeline;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What can be done with the past of the store below, under {@code /coracle/v1/}. As these are paths and no resources, only those may come here
 * whose roles name the paths: out of the box that is {@code system:masters} alone.
 */
public final class TimelinePaths implements Function<RequestContext, Optional<HttpResponse>> {

    private static final String ROOT = "/coracle/v1/";

    private final Optional<Timeline> timeline;
    private final CheckpointPlace place;
    private final ObjectHistory history;

    /** @param timeline empty if the store is not this server's own */
    public TimelinePaths(Optional<Timeline> timeline, CheckpointPlace place, ObjectHistory history) {
        this.timeline = timeline;
        this.place = place;
        this.history = history;
    }

    @Override
    public Optional<HttpResponse> apply(RequestContext context) {
        HttpRequest request = context.request();
        if (!request.path().startsWith(ROOT)) {
            return Optional.empty();
        }
        Timeline past = timeline.orElseThrow(() -> new StatusException(new Status(501, "NotImplemented",
                "this server's store is an etcd, whose past cannot be changed from here; it takes a server with a store "
                        + "of its own: one with --data-dir or --in-memory, without --etcd-servers",
                StatusDetails.NONE)));
        try {
            return answer(past, request).map(tree -> HttpResponse.of(200, "application/json", Json.print(tree)));
        } catch (StoreException e) {
            throw refusal(e);
        }
    }

    private Optional<ObjectNode> answer(Timeline past, HttpRequest request) {
        return switch (request.method() + " " + request.path().substring(ROOT.length())) {
            case "GET store" -> Optional.of(state(past));
            case "GET revisions" -> Optional.of(moment(past, request));
            case "GET history" -> Optional.of(history.page(past, request));
            case "POST checkpoints" -> Optional.of(saved(past.checkpoint(place.free(folder(request)))));
            case "POST rewind" -> Optional.of(turned(past.rewind(revision(past, Body.of(request)))));
            case "POST restore" -> Optional.of(turned(past.restore(place.existing(folder(request)))));
            default -> Optional.empty();
        };
    }

    private static StatusException refusal(StoreException e) {
        String message = String.valueOf(e.getMessage());
        return switch (e) {
            case StoreException.Refused refused -> new StatusException(
                    new Status(422, Reason.INVALID.word(), message, StatusDetails.NONE));
            case StoreException.Compacted compacted -> StatusException.expired(message);
            case StoreException.NoSpace full -> new StatusException(
                    new Status(507, "InsufficientStorage", message, StatusDetails.NONE));
            case StoreException.TooManyRequests many -> StatusException.tooManyRequests(message, 1);
            case StoreException.FutureRevision future -> StatusException.badRequest(message);
            case StoreException.TooLarge large -> StatusException.tooLarge(message);
            case StoreException.Unreadable damaged -> StatusException.internal(message);
            case StoreException.Unavailable gone -> StatusException.serviceUnavailable(message);
        };
    }

    private static ObjectNode state(Timeline past) {
        Timeline.State state = past.state();
        ObjectNode tree = Json.object().put("engine", state.engine()).put("revision", state.revision())
                .put("compactedRevision", state.compacted()).put("keys", state.keys()).put("bytes", state.bytes());
        state.time().ifPresent(time -> tree.put("time", Times.text(time)));
        var turns = tree.putArray("rewinds");
        past.turns().forEach(turn -> turns.addObject().put("revision", turn.at()).put("to", turn.to()));
        return tree;
    }

    private static ObjectNode moment(Timeline past, HttpRequest request) {
        Optional<String> time = request.parameter("time");
        Timeline.Moment moment = time.isPresent()
                ? past.at(instant(time.get()))
                : past.at(request.parameter("revision").map(TimelinePaths::number).orElseThrow(
                        () -> StatusException.badRequest("give a time, as RFC 3339 has it, or a revision")));
        ObjectNode tree = Json.object().put("revision", moment.revision());
        moment.time().ifPresent(at -> tree.put("time", Times.text(at)));
        return tree;
    }

    private static ObjectNode saved(Timeline.Saved saved) {
        return Json.object().put("revision", saved.revision()).put("time", Times.text(saved.time()))
                .put("bytes", saved.bytes()).put("keys", saved.keys()).put("checksum", saved.checksum())
                .put("format", saved.format()).put("pauseMicros", saved.pauseMicros());
    }

    private static ObjectNode turned(Timeline.Turned turned) {
        return Json.object().put("from", turned.from()).put("to", turned.to()).put("revision", turned.revision())
                .put("changed", turned.changed());
    }

    private static Path folder(HttpRequest request) {
        return Body.path(Body.of(request), "folder");
    }

    private static long revision(Timeline past, ObjectNode body) {
        JsonNode revision = body.path("revision");
        JsonNode time = body.path("time");
        if (revision.isIntegralNumber() == time.isString()) {
            throw StatusException
                    .badRequest("the body has to have a revision, which is a number, or a time, as RFC 3339 "
                            + "has it: one of the two");
        }
        return revision.isIntegralNumber() ? revision.asLong() : past.at(instant(time.asString())).revision();
    }

    static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw StatusException.badRequest("\"" + text + "\" is no time; write one such as 2026-01-31T12:00:00.5Z");
        }
    }

    static long number(String text) {
        if (!text.matches("[0-9]{1,18}")) {
            throw StatusException.badRequest("\"" + text + "\" is no revision; give a number");
        }
        return Long.parseLong(text);
    }
}
