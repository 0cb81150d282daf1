package dev.coracle.apiserver.aggregation;

import dev.coracle.api.tree.Json;
import dev.coracle.api.tree.Trees;
import dev.coracle.apiserver.aggregation.extension.ExtensionClient;
import dev.coracle.apiserver.aggregation.extension.ExtensionServer;
import dev.coracle.apiserver.request.UserInfo;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/** An extension server's OpenAPI documents. Not having one is no fault. */
final class RemoteOpenApi {

    private static final Logger log = LoggerFactory.getLogger(RemoteOpenApi.class);
    static final UserInfo ASKING = new UserInfo("system:aggregator", "", List.of(), Map.of());

    private final ExtensionClient client;

    RemoteOpenApi(ExtensionClient client) {
        this.client = client;
    }

    /** @param before what it had, which stays if it has not changed or can't be asked */
    Optional<Survey.Tagged> second(ExtensionServer server, Optional<Survey.Tagged> before)
            throws InterruptedException {
        Map<String, String> headers = new HashMap<>(Map.of("accept", "application/json"));
        before.map(Survey.Tagged::tag).filter(tag -> !tag.isEmpty())
                .ifPresent(tag -> headers.put("if-none-match", tag));
        try {
            ExtensionClient.Answer answer = client.get(server, "/openapi/v2", ASKING, headers);
            return switch (answer.status()) {
                case 200 -> Optional.of(new Survey.Tagged(Json.parseObject(answer.body()),
                        answer.head().header("etag").orElse("")));
                case 304 -> before;
                default -> Optional.empty();
            };
        } catch (IOException | JacksonException e) {
            log.debug("{} has no OpenAPI 2 document to be had: {}", server.name(), e.getMessage());
            return before;
        }
    }

    /** The relative URL of its document for its group version. */
    Optional<String> third(ExtensionServer server) throws InterruptedException {
        try {
            ExtensionClient.Answer answer = client.get(server, "/openapi/v3", ASKING,
                    Map.of("accept", "application/json"));
            if (answer.status() != 200) {
                return Optional.empty();
            }
            String url = Trees.string(Json.parseObject(answer.body()), "paths", server.path().substring(1),
                    "serverRelativeURL");
            return Optional.of(url).filter(u -> u.startsWith("/openapi/v3/"));
        } catch (IOException | JacksonException e) {
            log.debug("{} has no OpenAPI 3 documents to be had: {}", server.name(), e.getMessage());
            return Optional.empty();
        }
    }
}
