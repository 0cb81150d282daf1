package dev.coracle.apiserver.audit;

import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.audit.policy.Level;
import dev.coracle.apiserver.encoding.Bodies;
import dev.coracle.apiserver.encoding.Decoded;
import dev.coracle.apiserver.request.HttpRequest;
import dev.coracle.apiserver.request.RequestContext;
import dev.coracle.apiserver.response.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The objects of a request and its answer, as the log shows them: as JSON, whatever went over the wire; without tokens. */
final class AuditBodies {

    private static final byte[] STATUS = "{\"kind\":\"Status\"".getBytes(StandardCharsets.US_ASCII);
    private static final int ERROR = 400;

    private AuditBodies() {}

    /** What the client sent, if it is an object. */
    static Optional<ObjectNode> request(RequestContext context) {
        HttpRequest request = context.request();
        if (request.body().length == 0 || !context.info().resourceRequest()) {
            return Optional.empty();
        }
        return Decoded.of(Bodies.contentType(request), request.body());
    }

    /** What the answer says as far as it is logged: errors always, objects at the highest level. */
    static Optional<ObjectNode> answer(HttpResponse answer, Level level) {
        boolean error = answer.status() >= ERROR;
        return switch (answer) {
            case HttpResponse.Bytes bytes -> error || level.atLeast(Level.REQUEST_RESPONSE) || isStatus(bytes.body())
                    ? read(answer)
                    : Optional.empty();
            case HttpResponse.Pieces pieces -> error || level.atLeast(Level.REQUEST_RESPONSE)
                    ? read(answer)
                    : Optional.empty();
            case HttpResponse.Made made -> Optional.empty(); // made whole before, if it is to be shown
            case HttpResponse.Stream stream -> Optional.empty();
            case HttpResponse.Upgrade upgrade -> Optional.empty();
        };
    }

    private static boolean isStatus(byte[] body) {
        return body.length > STATUS.length && Arrays.equals(body, 0, STATUS.length, STATUS, 0, STATUS.length);
    }

    private static Optional<ObjectNode> read(HttpResponse answer) {
        String type = answer.headers().stream().filter(header -> header.name().equalsIgnoreCase("Content-Type"))
                .map(HttpResponse.Header::value).findFirst().orElse("");
        return Decoded.of(type, HttpResponse.body(answer));
    }

    /** A token that is asked for or reviewed is never logged; whoever reads the log could use it. */
    static ObjectNode withoutTokens(ObjectNode tree) {
        String where = switch (Trees.string(tree, "kind")) {
            case "TokenRequest" -> "status";
            case "TokenReview" -> "spec";
            default -> "";
        };
        if (where.isEmpty() || Trees.string(tree, where, "token").isEmpty()) {
            return tree;
        }
        ObjectNode bare = tree.deepCopy();
        Trees.ensureObject(bare, where).remove("token");
        return bare;
    }

    /** Of an object, a list, or a table. */
    static ObjectNode withoutManagedFields(ObjectNode tree) {
        ObjectNode bare = tree.deepCopy();
        strip(bare);
        Trees.objects(bare, "items").forEach(AuditBodies::strip);
        for (ObjectNode row : Trees.objects(bare, "rows")) {
            Trees.object(row, "object").ifPresent(AuditBodies::strip);
        }
        return bare;
    }

    private static void strip(ObjectNode object) {
        Trees.object(object, "metadata").ifPresent(meta -> meta.remove(List.of("managedFields")));
    }
}
