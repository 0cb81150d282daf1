package dev.coracle.apiserver.openapi;

import dev.coracle.apiserver.response.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** What servers behind this one say in OpenAPI. Safe for use by any number of threads. */
public interface RemoteDocuments {

    /** Counts up whenever there may be something new. */
    long version();

    /** A swagger document, and the beginning of the paths in it that are to be told. */
    record Swagger(String paths, ObjectNode tree) {}

    /** Documents belong to nobody. */
    List<Swagger> second();

    /** Relative URLs of OpenAPI 3 documents by their names, such as {@code apis/GROUP/VERSION}. */
    Map<String, String> third();

    /** A document of {@link #third}, fetched from its server. @param target path and query, as the client has sent them @param etag that the client knows, or empty */
    Optional<HttpResponse> third(String name, String target, String etag);
}
