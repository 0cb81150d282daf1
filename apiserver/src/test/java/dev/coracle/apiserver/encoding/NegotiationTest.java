package dev.coracle.apiserver.encoding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.coracle.api.status.StatusException;
import dev.coracle.apiserver.request.HttpRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NegotiationTest {

    private static MediaType of(String accept, String query) {
        return Negotiation.of(new HttpRequest("GET", "/api/v1/pods", query, Map.of("accept", List.of(accept)),
                new byte[0], List.of(), "", true), true);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"application/json | JSON | OBJECT", "*/* | JSON | OBJECT",
        "application/yaml | YAML | OBJECT", "application/vnd.kubernetes.protobuf,application/json | PROTOBUF | OBJECT",
        "application/json;as=Table;v=v1;g=meta.k8s.io,application/json | JSON | TABLE",
        "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1 | JSON | PARTIAL_METADATA_LIST",
        "application/json;q=0.5, application/yaml;q=0.9 | YAML | OBJECT",
        "application/json;as=Table;v=v9;g=meta.k8s.io, application/yaml | YAML | OBJECT",
        "application/json;stream=watch | JSON | OBJECT"})
    void choosesTheBestThatCanBeMade(String accept, MediaType.Format format, MediaType.Shape shape) {
        MediaType chosen = of(accept, "");
        assertEquals(format, chosen.format());
        assertEquals(shape, chosen.shape());
    }

    @Test
    void refusesWhatCannotBeMade() {
        StatusException refusal = assertThrows(StatusException.class, () -> of("application/xml", ""));
        assertEquals(406, refusal.status().code());
    }

    @Test
    void indentsForPeople() {
        assertEquals(true, of("application/json", "pretty=true").pretty());
        assertEquals(false, of("application/json", "pretty=0").pretty());
    }
}
