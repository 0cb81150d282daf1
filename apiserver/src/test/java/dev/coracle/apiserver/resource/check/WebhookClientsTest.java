package dev.coracle.apiserver.resource.check;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.coracle.api.status.FieldErrors;
import dev.coracle.api.status.FieldPath;
import dev.coracle.api.tree.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What kube-apiserver 1.36.3 says of the same clients. */
class WebhookClientsTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'url':'https://a/b'} |
            {'service':{'name':'a','namespace':'b','path':'/x/y/'}} |
            {} | c: Required value: exactly one of url or service is required
            {'url':'http://a'} | c.url: Invalid value: "http": 'https' is the only allowed URL scheme; desired format: https://host[/path]
            {'service':{'name':'a'}} | c.service.name: Required value
            {'service':{'name':'a','namespace':'b','port':0}} | c.service.port: Invalid value: 0: port is not valid: must be between 1 and 65535, inclusive
            {'service':{'name':'a','namespace':'b','path':'ok'}} | c.service.path: Invalid value: "ok": must start with a '/'
            {'service':{'name':'a','namespace':'b','path':'/a//b'}} | c.service.path: Invalid value: "/a//b": segment[1] may not be empty
            """)
    void oneWayToCall(String client, String wrong) {
        FieldErrors errors = new FieldErrors();
        WebhookClients.check(new Place(Json.parse(client.replace('\'', '"').getBytes(StandardCharsets.UTF_8)),
                FieldPath.of("c"), errors));
        assertEquals(wrong == null ? List.of() : List.of(wrong),
                errors.causes().stream().map(cause -> cause.field() + ": " + cause.message()).toList());
    }
}
